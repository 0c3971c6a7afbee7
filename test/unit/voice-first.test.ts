import { describe, expect, it } from 'vitest';
import { voiceLoad, waitForRoom } from '../../src/voice-first.ts';

describe('a recogniser', () => {
  it('makes way as soon as somebody telephones, and stands still when many do', () => {
    expect([0, 1, 3, 4, 100].map(calls => voiceLoad(calls, 4))).toEqual([
      'none',
      'some',
      'some',
      'many',
      'many',
    ]);
  });

  it('begins at once while few people telephone', async () => {
    const asked: number[] = [];
    await waitForRoom(() => asked.push(1) * 0 + 3, { manyCalls: 4 });
    expect(asked).toHaveLength(1);
  });

  it('waits until there are fewer calls', async () => {
    let calls = 10;
    setTimeout(() => {
      calls = 3;
    }, 700);
    const startedAt = performance.now();
    await waitForRoom(() => calls, { manyCalls: 4 });
    expect(performance.now() - startedAt).toBeGreaterThan(600);
  });

  it('does not wait for ever, nor when it is to stop', async () => {
    await waitForRoom(() => 100, { manyCalls: 4, longestMs: 600 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await waitForRoom(() => 100, { manyCalls: 4, signal: stop.signal });
    expect(stop.signal.aborted).toBe(true);
  });
});
