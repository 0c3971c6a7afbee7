/** The SIP tap without an Asterisk. */
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { readMirrored } from '../../src/telephony/hep.ts';
import { makeTapMemory, openSipTap, type SipTap } from '../../src/telephony/sip-tap.ts';
import { info, mirrored, reply, request, withEvents, withoutEvents } from './hep-packets.ts';

/** A memory that is told SIP as text, and a clock. */
function memoryOf(...messages: string[]) {
  const clock = { now: 1_000_000 };
  const memory = makeTapMemory(() => clock.now);
  const hear = (...texts: string[]) => {
    for (const text of texts) {
      const facts = readMirrored(mirrored(text));
      if (facts === null) throw new Error(`not understood:\n${text}`);
      memory.take(facts);
    }
  };
  hear(...messages);
  return { ...memory, clock, hear };
}

describe('how a digit came', () => {
  it('is RFC 4733 where both sides agreed on it, else in the voice', () => {
    const agreed = memoryOf(
      request('INVITE', { body: withEvents }),
      reply(100),
      reply(200, { body: withEvents }),
    );
    expect(agreed.callOf('c1')).toEqual({
      offersTelephoneEvent: true,
      agreesTelephoneEvent: true,
      infoDigits: [],
      codecsOffered: ['PCMA', 'PCMU'],
    });
    expect(agreed.howCame('c1', '5', agreed.clock.now)).toBe('rfc4733');
    for (const [offer, answer] of [
      [withEvents, withoutEvents],
      [withoutEvents, withoutEvents],
      [withoutEvents, withEvents],
    ]) {
      const not = memoryOf(request('INVITE', { body: offer }), reply(200, { body: answer }));
      expect(not.howCame('c1', '5', not.clock.now)).toBe('in-band');
    }
  });

  it('is unknown for a call that was not seen, or not to its answer', () => {
    const memory = memoryOf(request('INVITE', { body: withEvents }), reply(180));
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('unknown');
    expect(memory.callOf('c1')).toMatchObject({ offersTelephoneEvent: true, agreesTelephoneEvent: false });
    expect(memory.howCame('other', '5', memory.clock.now)).toBe('unknown');
    expect(memory.callOf('other')).toBeNull();
  });

  it('is INFO once for each INFO, in their order, and by its own key only', () => {
    const memory = memoryOf(request('INVITE', { body: withEvents }), reply(200, { body: withEvents }));
    memory.hear(info('5', 2), info('5', 3), info('8', 4));
    const ways = ['8', '5', '9', '5', '5', '8'].map(digit => memory.howCame('c1', digit, memory.clock.now));
    expect(ways).toEqual(['info', 'info', 'rfc4733', 'info', 'rfc4733', 'rfc4733']);
    expect(memory.callOf('c1')?.infoDigits.map(({ digit }) => digit)).toEqual(['5', '5', '8']);
  });

  it('is INFO also where nothing is known of the voice', () => {
    const memory = memoryOf(request('INVITE'), info('5', 2));
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('info');
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('unknown');
  });

  it('counts an INFO that UDP repeats once, and one of the other side besides', () => {
    const memory = memoryOf(request('INVITE'), info('5', 2), info('5', 2), info('5', 2, { tag: 'other' }));
    expect(memory.callOf('c1')?.infoDigits).toHaveLength(2);
  });

  it('is no longer INFO two seconds after it', () => {
    const memory = memoryOf(request('INVITE'), info('5', 2), info('6', 3));
    memory.clock.now += 2000;
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('info');
    memory.clock.now += 2001;
    expect(memory.howCame('c1', '6', memory.clock.now)).toBe('unknown');
  });

  it('is INFO for many at once, which Asterisk takes one after the other', () => {
    const memory = memoryOf(request('INVITE'));
    for (let number = 1; number <= 9; number += 1) memory.hear(info(String(number), number + 1));
    for (let number = 1; number <= 9; number += 1) {
      expect(memory.howCame('c1', String(number), memory.clock.now)).toBe('info');
      memory.clock.now += 450;
    }
  });

  it('keeps two calls apart', () => {
    const memory = memoryOf(
      request('INVITE', { body: withEvents }),
      request('INVITE', { body: withoutEvents, callId: 'c2' }),
      reply(200, { body: withEvents }),
      reply(200, { body: withoutEvents, callId: 'c2' }),
      info('5', 2, { callId: 'c2' }),
    );
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('rfc4733');
    expect(memory.howCame('c2', '5', memory.clock.now)).toBe('info');
    expect(memory.howCame('c2', '5', memory.clock.now)).toBe('in-band');
  });
});

describe('what two sides agree on', () => {
  const way = (memory: ReturnType<typeof memoryOf>) => memory.howCame('c1', '5', memory.clock.now);

  it('stands in the 183 and is repeated in the 200', () => {
    const memory = memoryOf(request('INVITE', { body: withEvents }), reply(183, { body: withEvents }));
    expect(way(memory)).toBe('rfc4733');
    memory.hear(reply(200, { body: withoutEvents }));
    expect(way(memory)).toBe('in-band');
  });

  it('is offered in the 200 where the INVITE says nothing, and answered in the ACK', () => {
    const memory = memoryOf(request('INVITE'), reply(200, { body: withEvents }));
    expect(way(memory)).toBe('unknown');
    memory.hear(request('ACK', { body: withEvents }));
    expect(way(memory)).toBe('rfc4733');
  });

  it('may change in the call, and stays when that is refused or repeated', () => {
    const memory = memoryOf(
      request('INVITE', { body: withEvents }),
      reply(200, { body: withEvents }),
      request('ACK'),
    );
    memory.hear(request('INVITE', { body: withoutEvents, number: 2 }));
    expect(way(memory)).toBe('rfc4733');
    memory.hear(reply(488, { number: 2 }), reply(200, { body: withEvents }));
    expect(way(memory)).toBe('rfc4733');
    memory.hear(
      request('UPDATE', { body: withoutEvents, number: 3 }),
      reply(200, { to: 'UPDATE', body: withoutEvents, number: 3 }),
    );
    expect(way(memory)).toBe('in-band');
    memory.hear(request('INVITE', { number: 4 }), reply(200, { body: withEvents, number: 4 }));
    expect(way(memory)).toBe('in-band');
    memory.hear(request('ACK', { body: withEvents, number: 4 }));
    expect(way(memory)).toBe('rfc4733');
  });
});

describe('the memory of the tap', () => {
  const callUp = (callId: string) => [
    request('INVITE', { callId, body: withEvents }),
    reply(200, { callId, body: withEvents }),
  ];

  it('forgets a call 15 minutes after its last message', () => {
    const memory = memoryOf(...callUp('c1'));
    memory.clock.now += 14 * 60_000;
    memory.hear(info('5', 2));
    memory.clock.now += 15 * 60_000 - 1;
    expect(memory.callOf('c1')).not.toBeNull();
    memory.clock.now += 1;
    expect(memory.callOf('c1')).toBeNull();
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('unknown');
    memory.prune();
    expect(memory.size()).toBe(0);
  });

  it('holds 500 calls and forgets the one that was silent longest', () => {
    const memory = memoryOf();
    for (let index = 0; index < 500; index += 1) memory.hear(...callUp(`c${index}`));
    memory.hear(info('5', 2, { callId: 'c0' }), ...callUp('new'));
    expect(memory.size()).toBe(500);
    expect(memory.callOf('c0')).not.toBeNull();
    expect(memory.callOf('c1')).toBeNull();
    expect(memory.callOf('c2')).not.toBeNull();
  });

  it('loses no call that is up to a thousand strangers', () => {
    const memory = memoryOf(...callUp('c1'));
    for (let index = 0; index < 1000; index += 1) {
      const callId = `scan${index}`;
      memory.hear(request('INVITE', { callId }), request('OPTIONS', { callId: `o${index}` }));
      if (index % 2 === 0) memory.hear(reply(401, { callId }));
    }
    expect(memory.size()).toBe(500);
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('rfc4733');
  });

  it('takes a call that was asked for a password before', () => {
    const memory = memoryOf(request('INVITE', { body: withEvents }), reply(401));
    expect(memory.size()).toBe(0);
    memory.hear(
      request('INVITE', { body: withEvents, number: 2 }),
      reply(200, { body: withEvents, number: 2 }),
    );
    expect(memory.howCame('c1', '5', memory.clock.now)).toBe('rfc4733');
  });

  it('keeps the last 50 keys of a call', () => {
    const memory = memoryOf(request('INVITE'));
    for (let number = 2; number < 202; number += 1) memory.hear(info(String(number % 10), number));
    expect(memory.callOf('c1')?.infoDigits).toHaveLength(50);
  });
});

describe('the tap', () => {
  const open: SipTap[] = [];
  afterEach(async () => {
    for (const tap of open.splice(0)) await tap.close();
  });
  const opened = async (port = 0) => {
    const problems: unknown[] = [];
    const tap = await openSipTap({ port, onProblem: (_message, facts) => problems.push(facts) });
    open.push(tap);
    return { tap, problems };
  };
  const send = async (port: number, ...datagrams: Uint8Array[]) => {
    const socket = createSocket('udp4');
    for (const each of datagrams) {
      await new Promise<void>((done, fail) =>
        socket.send(each, port, '127.0.0.1', error => (error ? fail(error) : done())),
      );
    }
    socket.close();
  };
  const until = async (isTrue: () => boolean) => {
    const deadline = performance.now() + 5000;
    while (!isTrue() && performance.now() < deadline) await new Promise(done => setTimeout(done, 5));
    expect(isTrue()).toBe(true);
  };

  it('hears what is sent to its port, and rubbish before it does no harm', async () => {
    const { tap, problems } = await opened();
    await send(
      tap.port ?? 0,
      Buffer.alloc(0),
      Buffer.from('rubbish'),
      Buffer.alloc(65_000, 0xff),
      mirrored('rubbish'),
      mirrored(request('INVITE', { body: withEvents })),
      mirrored(reply(200, { body: withEvents })),
    );
    await until(() => tap.callOf('c1')?.agreesTelephoneEvent === true);
    expect(await tap.howCame('c1', '5', Date.now())).toBe('rfc4733');
    expect(problems).toEqual([]);
  });

  it('waits for what ARI told first', async () => {
    const { tap } = await opened();
    const asked = [tap.howCame('c1', '5', Date.now()), tap.howCame('c1', '5', Date.now())];
    // Ten times what a quiet machine needs.
    await new Promise(done => setTimeout(done, 40));
    await send(
      tap.port ?? 0,
      mirrored(request('INVITE', { body: withEvents })),
      mirrored(reply(200, { body: withEvents })),
      mirrored(info('5', 2)),
    );
    expect(await Promise.all(asked)).toEqual(['info', 'rfc4733']);
  });

  it('answers what waits when it is closed', async () => {
    const { tap } = await opened();
    const asked = tap.howCame('c1', '5', Date.now());
    const began = performance.now();
    await tap.close();
    expect(await asked).toBe('unknown');
    expect(performance.now() - began).toBeLessThan(100);
  });

  it('is off, with one warning, when another program has the port, and leaves that program alone', async () => {
    const first = await opened();
    const port = first.tap.port ?? 0;
    const { tap, problems } = await opened(port);
    expect(tap.port).toBeNull();
    expect(problems).toEqual([{ port, reason: 'EADDRINUSE' }]);
    expect(await tap.howCame('c1', '5', Date.now())).toBe('unknown');
    await tap.close();
    await send(port, mirrored(request('INVITE')));
    await until(() => first.tap.callOf('c1') !== null);
  });

  it('gives its port back, and can be closed twice', async () => {
    const { tap } = await opened();
    const port = tap.port ?? 0;
    await Promise.all([tap.close(), tap.close()]);
    expect(tap.port).toBeNull();
    expect((await opened(port)).tap.port).toBe(port);
  });
});
