import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AriChannel } from '../../src/telephony/ari-events.ts';
import { callerFacts, numberOfHeader } from '../../src/telephony/who.ts';

const normalise = (raw: string) => raw.replace(/^00/, '+').replace(/^0/, '+49');
const own = new Set(['+493012345']);
const channel = (variables: Record<string, string>, number = ''): AriChannel => ({
  id: 'hausruf-1.1',
  state: 'Up',
  caller: { number, name: '' },
  dialplan: { exten: '+493099', app_name: 'Stasis', app_data: 'hausruf,inbound' },
  channelvars: variables,
  creationtime: '',
});
const factsOf = (variables: Record<string, string>, number?: string) =>
  callerFacts(channel(variables, number), { isOwn: each => own.has(normalise(each)), normalise });

describe('whose number it is', () => {
  it('is told by P-Asserted-Identity before From: the network knows better than the telephone', () => {
    const facts = factsOf({
      HR_PAI: '"Erika" <sip:+491701234567@trunk.example;user=phone>',
      HR_FROM: '<sip:+4930777000@pbx>;tag=1',
    });
    expect(facts).toMatchObject({ callerNumber: '+491701234567', numberSource: 'p-asserted-identity' });
    expect(facts.line.candidates.map(each => each.verdict)).toEqual(['used', 'not-needed']);
  });

  it('is told by From when there is nothing better', () => {
    expect(factsOf({ HR_FROM: '<sip:0441783295@pbx>;tag=1' })).toMatchObject({
      callerNumber: '0441783295',
      numberSource: 'from',
    });
  });

  it.each([
    ['Privacy: id', { HR_PRIVACY: 'id' }],
    ['Privacy: header;user;critical', { HR_PRIVACY: 'header;user;critical' }],
    ['Remote-Party-ID with privacy=full', { HR_RPID: '<sip:+491701234567@x>;privacy=full' }],
  ])("is nobody's business with %s, and stands nowhere", (_, variables) => {
    const facts = factsOf({
      HR_PAI: '<sip:+491701234567@trunk>',
      HR_FROM: '"+491701234567" <sip:+491701234567@pbx>;tag=1',
      ...variables,
    });
    expect(facts).toMatchObject({ callerNumber: null, numberSource: 'none' });
    expect(JSON.stringify(facts)).not.toContain('1701234567');
  });

  it('is not the number of the telephone system that diverted the call (R170)', () => {
    const facts = factsOf({
      HR_FROM: '<sip:030555111@pbx>;tag=1',
      HR_DIV: '<sip:+4930555111@pbx>;reason=unconditional',
    });
    expect(facts).toMatchObject({ callerNumber: null, numberSource: 'none', originalNumber: '+4930555111' });
    expect(facts.line.candidates).toEqual([{ header: 'from', number: '030555111', verdict: 'own-number' }]);
  });

  it('is not one of our own numbers, but what stands behind it counts', () => {
    expect(factsOf({ HR_PAI: '<sip:03012345@pbx>', HR_FROM: '<sip:+491701234567@pbx>' })).toMatchObject({
      callerNumber: '+491701234567',
      numberSource: 'from',
    });
  });

  it.each([
    ['anonymous', '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'],
    ['a name', '<sip:max.49170@pbx>;tag=1'],
    ['nothing', ''],
    ['forty digits', `<sip:+${'4'.repeat(40)}@pbx>`],
  ])('is unknown when From holds %s', (_, from) => {
    expect(factsOf({ HR_FROM: from }).callerNumber).toBeNull();
  });
});

describe('which number was called before the call was diverted', () => {
  it('is the last Diversion: the first one tells who diverted last', () => {
    expect(
      factsOf({ HR_DIV: '<sip:+4930222@pbx>;reason=cfnr', HR_DIV2: '<sip:+4930111@pbx>;reason=cfu' })
        .originalNumber,
    ).toBe('+4930111');
  });

  it('is the first entry of History-Info, by its index and not by its place', () => {
    const history =
      '<sip:+4930222@pbx;cause=302>;index=1.1, <sip:+4930111@pbx>;index=1, <sip:+4930333@pbx>;index=1.1.1';
    expect(factsOf({ HR_HI: history }).originalNumber).toBe('+4930111');
  });

  it('is not said by a History-Info that knows of one number only', () => {
    expect(factsOf({ HR_HI: '<sip:+4930111@pbx>;index=1' }).originalNumber).toBeNull();
  });
});

describe('a header', () => {
  it.each([
    ['<sip:+49%2030%20123@x>', '+4930123'],
    ['<tel:+49-30-123;phone-context=x>', '+4930123'],
    ['"sip:999@evil" <sip:0301@x>', '0301'],
    ['sips:0301:secret@x', null],
    ['garbage', null],
  ])('%s is read as %s', (header, number) => {
    expect(numberOfHeader(header)).toBe(number);
  });

  it('of any content is read without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (from, history) => {
        const facts = factsOf({ HR_FROM: `<sip:${from}@x>`, HR_PAI: from, HR_HI: history, HR_DIV: history });
        if (facts.callerNumber !== null) expect(facts.callerNumber).toMatch(/^\+?[0-9*#]{1,32}$/);
        for (const shown of Object.values(facts.line.headers)) expect(shown.length).toBeLessThanOrEqual(600);
      }),
    );
  });
});
