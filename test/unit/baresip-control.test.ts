import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openControl, readNetstrings } from '../../scripts/caller/baresip-control.ts';

const netstring = (value: unknown) => {
  const text = JSON.stringify(value);
  return `${Buffer.byteLength(text)}:${text},`;
};

let server: Server | null = null;
afterEach(() => server?.close());

/** Speaks as baresip does; `answer` gets each command. */
async function program(answer: (told: { command: string; token: string }, socket: Socket) => void) {
  const listening = createServer(socket => {
    socket.on('data', chunk => {
      for (const message of readNetstrings(chunk).messages) answer(JSON.parse(message), socket);
    });
  });
  server = listening;
  await new Promise<void>(done => listening.listen(0, '127.0.0.1', done));
  return openControl({ port: (listening.address() as { port: number }).port, withinMs: 1000 });
}

describe('the control port of the test phone', () => {
  test('messages are read whatever pieces they come in', () => {
    const bytes = Buffer.from(netstring({ a: 'ä' }) + netstring({ b: 1 }));
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const first = readNetstrings(bytes.subarray(0, cut));
      const second = readNetstrings(Buffer.concat([first.rest, bytes.subarray(cut)]));
      expect([...first.messages, ...second.messages]).toEqual(['{"a":"ä"}', '{"b":1}']);
      expect(second.rest).toHaveLength(0);
    }
    expect(() => readNetstrings(Buffer.from('x:{}'))).toThrow('no netstring');
  });

  test('a command is done or refused by the answer that carries its token', async () => {
    const held: string[] = [];
    const control = await program(({ command, token }, socket) => {
      held.unshift(netstring({ response: true, ok: command !== 'bad', data: 'no such call\n', token }));
      if (held.length === 2) socket.write(held.join(''));
    });
    const [good, bad] = await Promise.allSettled([control.command('good'), control.command('bad')]);
    expect(good.status).toBe('fulfilled');
    expect(bad).toMatchObject({ reason: { message: 'baresip refused: no such call' } });
    control.close();
  });

  test('an event is found whether it has happened or is to come, and a program that is gone is told', async () => {
    const control = await program((_told, socket) => {
      socket.write(netstring({ event: true, type: 'CALL_CLOSED', peeruri: 'sip:x', param: 'busy' }));
      setImmediate(() => socket.destroy());
    });
    const isClosed = (event: { type: string }) => event.type === 'CALL_CLOSED';
    const waiting = control.waitFor(isClosed, AbortSignal.timeout(2000));
    await expect(control.command('hangup')).rejects.toThrow('baresip is gone');
    const expected = { type: 'CALL_CLOSED', peerUri: 'sip:x', about: 'busy' };
    expect(await waiting).toMatchObject(expected);
    expect(await control.waitFor(isClosed, AbortSignal.timeout(2000))).toMatchObject(expected);
    expect(await control.waitFor(() => false, AbortSignal.timeout(20))).toBeNull();
  });
});
