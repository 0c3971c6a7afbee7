import { describe, expect, it } from 'vitest';
import type { Mailbox } from '../../src/domain/mailbox.ts';
import { type Forwarding, findMenuProblem } from '../../src/domain/menu.ts';
import { defaultTelephoneSettings, refusedTarget } from '../../src/domain/telephone.ts';
import { chooseMailbox } from '../../src/mailbox-of-call.ts';

const rules = defaultTelephoneSettings.forwarding;

describe('a target of a forwarding', () => {
  it.each([
    ['Berlin', '+493012345678'],
    ['a mobile telephone', '+491701234567'],
    ['0163, a mobile too', '+491631234567'],
    ['Nürnberg (0911)', '+499111234567'],
    ['Donauwörth (0906)', '+499061234567'],
    ['Kirchheim (07021)', '+497021123456'],
    ['a free number (0800)', '+498001234567'],
  ])('may be %s', (_, target) => {
    expect(refusedTarget(target, rules)).toBeNull();
  });

  it.each([
    ['premium (0900)', '+499001234567'],
    ['premium with a zero too many', '+490900123456'],
    ['shared cost (0180)', '+491805123456'],
    ['mass traffic (0137)', '+491371234567'],
    ['old premium (0190)', '+491901234567'],
    ['a directory service (11880)', '+4911880000'],
    ['the emergency number', '+491120000'],
    ['the medical service (116117)', '+49116117'],
    ['call-by-call (01033)', '+4910331234567'],
    ['a personal number (0700)', '+497001234567'],
    ['a pager (0168)', '+491681234567'],
    ['a satellite', '+881612345678'],
    ['international premium', '+979123456789'],
    ['Austria', '+4312345678'],
    ['Latvia, a favourite of fraud', '+37190012345'],
    ['a number without country', '03012345678'],
    ['words', '+49abc'],
    ['a second header', '+4930123\r\nX: y'],
  ])('may not be %s', (_, target) => {
    expect(refusedTarget(target, rules)).toMatch(/Sie|wird nicht|erlaubten|Landesvorwahl/);
  });

  it('may be abroad once its prefix is allowed, premium numbers never', () => {
    const open = { allowedPrefixes: ['+49', '+43'] };
    expect(refusedTarget('+4312345678', open)).toBeNull();
    expect(refusedTarget('+499001234567', open)).not.toBeNull();
  });
});

describe('a menu', () => {
  const forwarding = (digit: string, target = '+491701234567'): Forwarding => ({
    digit,
    name: 'Hausmeister',
    target,
    ringSeconds: 20,
    mustAccept: false,
    shownNumber: 'caller',
  });
  const menu = (...forwardings: Forwarding[]) => ({
    forwardings,
    waitSeconds: 6,
    withoutChoice: 'hang-up' as const,
  });

  it('gives each digit to one person only (R076)', () => {
    expect(findMenuProblem(menu(forwarding('1'), forwarding('1')), [])).toContain('Ziffer 1');
    expect(findMenuProblem(menu(forwarding('1'), forwarding('2')), [])).toBeNull();
  });

  it('does not lead back to the mailbox itself (R174)', () => {
    expect(findMenuProblem(menu(forwarding('1', '+493012345')), ['+493012345'])).toContain('im Kreis');
  });
});

describe('the mailbox of a call', () => {
  const mailbox = (name: string, ...numbers: string[]) => ({ name, numbers }) as unknown as Mailbox;
  const all = [mailbox('first', '+49301'), mailbox('rent', '+49302'), mailbox('owners', '+49303')];
  const choose = (facts: Parameters<typeof chooseMailbox>[1]) => {
    const { mailbox: found, by } = chooseMailbox(all, facts, raw => raw?.replace(/^0/, '+49') ?? null);
    return [found?.name, by];
  };

  it('is that of the number called before a telephone system diverted it', () => {
    expect(choose({ originalNumber: '0302', dialledNumber: '+49301', toNumber: null })).toEqual([
      'rent',
      'original-number',
    ]);
  });

  it('is that of the dialled number, else of To, else the first', () => {
    expect(choose({ originalNumber: '+4999', dialledNumber: '0303', toNumber: null })).toEqual([
      'owners',
      'dialled-number',
    ]);
    expect(choose({ originalNumber: null, dialledNumber: 'konto', toNumber: '0302' })).toEqual([
      'rent',
      'to-header',
    ]);
    expect(choose({ originalNumber: null, dialledNumber: '', toNumber: null })).toEqual([
      'first',
      'first-mailbox',
    ]);
  });
});
