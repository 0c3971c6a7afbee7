/** A real call whose message is transcribed while the caller still speaks. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { House } from '../../scripts/house/house.ts';
import { projectFolder } from '../../scripts/tools.ts';
import { findMessageOfCall } from '../../src/store/messages.ts';
import { newestResults } from '../../src/store/results.ts';
import { allCalls, call, look, openTestHouse, said, untilRecordingMs } from './kit.ts';

const silero = join(projectFolder, '../shared/models/silero_vad.onnx');
const hasSilero = existsSync(silero);
if (!hasSilero && process.env.REQUIRE_REAL) throw new Error('silero_vad.onnx is missing in ../shared');

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
  const models = join(house.folder, 'models');
  mkdirSync(join(models, 'silero-vad'), { recursive: true });
  if (hasSilero) copyFileSync(silero, join(models, 'silero-vad/silero_vad.onnx'));
  await house.startHausruf({
    HAUSRUF_MODELS: models,
    HAUSRUF_LOG_LEVEL: 'debug',
    NODE_OPTIONS: `--import=${join(projectFolder, 'test/fakes/idle-machine.mjs')}`,
  });
});
afterAll(() => house?.close());
afterEach(ctx => {
  if (ctx.task.result?.state === 'fail') console.error(house.log().slice(-3000));
});

it.skipIf(!hasSilero)(
  'when the caller hangs up, most of the message is ready, and it reads as it was said',
  async () => {
    const placed = await call(house, [
      { wait: untilRecordingMs },
      { say: said('heizung') },
      { wait: 500 },
      { hangUp: true },
    ]);
    expect(await placed.exited).toMatchObject({ ok: true });
    await house.mail.waitFor(1, 120_000);
    const told = house.log().match(/"pieces":(\d+),"msg":"transcribed while the caller spoke"/);
    // Beside others that compute the engine gets nothing while somebody telephones, as it should be.
    const isIdle = (loadavg()[0] ?? 0) < availableParallelism();
    expect(Number(told?.[1])).toBeGreaterThanOrEqual(isIdle ? 1 : 0);
    const transcript = look(house, db => {
      const row = allCalls(house).at(-1);
      const message = row && findMessageOfCall(db, row.id);
      return message ? newestResults(db, message.id).transcript : null;
    });
    if (transcript?.kind !== 'made') throw new Error('no transcript');
    for (const word of ['Petersen', 'Rosenweg', 'Oldenburg']) expect(transcript.text).toContain(word);
  },
);
