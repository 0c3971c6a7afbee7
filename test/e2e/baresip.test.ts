/** A telephone that nobody here has written, baresip, with a mailbox: as the caller, and as the person who is called. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Baresip, openBaresip } from '../../scripts/caller/baresip.ts';
import { shareHeard } from '../../scripts/caller/heard.ts';
import { muster } from '../../scripts/demo/muster.ts';
import type { House } from '../../scripts/house/house.ts';
import { rmsOf } from '../../src/audio/level.ts';
import { readWav } from '../../src/audio/wav.ts';
import { noMenu } from '../../src/domain/menu.ts';
import { forwardsOfCall } from '../../src/store/forwards.ts';
import { findMessageOfCall, findRecording } from '../../src/store/messages.ts';
import { newestResults } from '../../src/store/results.ts';
import { allCalls, clip, kept, look, openTestHouse, pause, shortMailbox, spool, until } from './kit.ts';
import { janitor, LINE_HOST, lineTrunk } from './line-kit.ts';

/** Dialled in the house's mailbox that has a menu. */
const withMenu = '+4944155502';

let house: House;
let caller: Baresip;
let person: Baresip;
beforeAll(async () => {
  caller = await openBaresip({ host: LINE_HOST, number: '+49441783295', answersItself: false });
  person = await openBaresip({ host: LINE_HOST, number: janitor.target, answersItself: false });
  house = await openTestHouse({
    mailboxes: [
      shortMailbox,
      {
        ...shortMailbox,
        name: 'Notdienst',
        numbers: [withMenu],
        flow: { ...shortMailbox.flow, menu: { ...noMenu, forwardings: [janitor] } },
      },
    ],
    trunks: [lineTrunk(person.sipPort)],
  });
  await house.startHausruf();
  // The first call of all would else be faster than Asterisk reads of the line.
  await until('the line is known to Asterisk', () => /"state":"ready"/.test(house.log()));
});
afterAll(async () => {
  await caller?.close();
  await person?.close();
  await house?.close();
});
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail')
    console.error(caller.output(), person.output(), house.log().slice(-3000));
});

const dial = async (number: string | undefined) => {
  const before = caller.events().length;
  await caller.dial(`sip:${number}@${house.sip.host}:${house.sip.port}`);
  await caller.waitFor('CALL_ESTABLISHED', { after: before });
};
const newest = () => {
  const row = allCalls(house).at(-1);
  if (!row) throw new Error('no call');
  return row;
};

/**
 * The share of half seconds with speech in `spoken` that stand anywhere in `heard`: a telephone on a busy
 * machine runs out of packets now and then, and what follows comes later. Both 8 kHz.
 */
function shareOfPieces(spoken: Int16Array, heard: Int16Array): number {
  const pieces = Array.from({ length: Math.floor(spoken.length / 4000) }, (_, index) =>
    spoken.subarray(index * 4000, (index + 1) * 4000),
  ).filter(piece => rmsOf(piece) > 0.02);
  return pieces.reduce((sum, piece) => sum + shareHeard(piece, heard), 0) / pieces.length;
}

describe('a real telephone', () => {
  it('leaves a message that becomes a note with its words', async () => {
    await dial(muster.numbers[0]);
    await until('it is recorded', () => spool(house).length > 0);
    const message = await clip(house, 'heizung', 14);
    await caller.say(message);
    await caller.hangUp();
    await caller.waitFor('CALL_CLOSED');

    const [mail] = await house.mail.waitFor(1, 60_000);
    expect(mail?.subject).toContain('Heizung');
    expect(mail?.text).toContain('Rosenweg');
    expect(newest()).toMatchObject({ outcome: 'message', callerNumber: '+49441783295' });
    const { recording, transcript } = look(house, db => {
      const message = findMessageOfCall(db, newest().id);
      const recording = message && findRecording(db, message.recordingId);
      if (!recording) throw new Error('no recording');
      return { recording, ...newestResults(db, message.id) };
    });
    if (transcript?.kind !== 'made') throw new Error('no transcript');
    for (const word of ['Petersen', 'Rosenweg', 'Heizkörper']) expect(transcript.text).toContain(word);

    const { samples } = await readWav(join(kept(house), recording.file));
    const spoken = (await readWav(message)).samples;
    expect(shareOfPieces(spoken.subarray(0, 32_000), samples)).toBeGreaterThan(0.7);
    // It heard the greeting and the beep while it waited, and nothing while it spoke.
    const heard = await caller.heard();
    const whileItSpoke = heard.length - spoken.length;
    expect(rmsOf(heard.subarray(0, whileItSpoke))).toBeGreaterThan(0.01);
    expect(rmsOf(heard.subarray(whileItSpoke + 8000))).toBeLessThan(0.001);
  });

  it('presses 1 and is connected to another: both hear each other, nothing is kept, and both end together', async () => {
    const before = caller.events().length;
    const mails = house.mail.mails.length;
    await dial(withMenu);
    await caller.pressDigit(janitor.digit);
    expect((await person.waitFor('CALL_INCOMING')).peerUri).toContain('49441783295');
    await person.answer();
    await person.waitFor('CALL_ESTABLISHED');
    const [hers, his] = await Promise.all([clip(house, 'heizung', 4), clip(house, 'aufzug', 4)]);
    await Promise.all([caller.say(hers), person.say(his)]);
    // What was said last is still on its way.
    await pause(500);
    await person.hangUp();
    const hungUpAt = Date.now();
    const closed = await caller.waitFor('CALL_CLOSED', { after: before });
    expect(closed.at - hungUpAt).toBeLessThan(2000);

    const [spokenByHer, spokenByHim] = [(await readWav(hers)).samples, (await readWav(his)).samples];
    const [heardByHer, heardByHim] = [await caller.heard(), await person.heard()];
    const shares = {
      sheHeardHim: shareOfPieces(spokenByHim, heardByHer),
      heHeardHer: shareOfPieces(spokenByHer, heardByHim),
      heHeardHimself: shareOfPieces(spokenByHim, heardByHim),
    };
    console.log(JSON.stringify({ test: 'forwarded by a real telephone', ...shares }));
    expect(shares.sheHeardHim).toBeGreaterThan(0.7);
    expect(shares.heHeardHer).toBeGreaterThan(0.7);
    expect(shares.heHeardHimself).toBeLessThan(0.2);

    await until('the call has ended', () => newest().outcome !== 'open');
    expect(newest()).toMatchObject({ outcome: 'forwarded', dialledNumber: withMenu });
    expect(look(house, db => forwardsOfCall(db, newest().id))).toMatchObject([
      { digit: '1', target: janitor.target, result: 'answered' },
    ]);
    expect(spool(house)).toEqual([]);
    expect(look(house, db => findMessageOfCall(db, newest().id))).toBeFalsy();
    expect(house.mail.mails).toHaveLength(mails);
  });
});
