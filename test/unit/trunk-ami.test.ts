import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AmiClient,
  type AmiMessage,
  connectAmi,
  readMessages,
  writeMessage,
} from '../../src/telephony/ami.ts';
import { registrationsOf, watchRegistrations } from '../../src/telephony/registrations.ts';

const address = { user: 'hausruf', password: 'geheim' };
const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A manager interface that answers as it is told; `heard` are the actions in their order. */
async function startServer(answer: (action: Map<string, string>, line: Socket) => void) {
  const lines = new Set<Socket>();
  const heard: string[] = [];
  const server: Server = createServer(line => {
    lines.add(line);
    line.on('error', () => {});
    line.write('Asterisk Call Manager/11.0.0\r\n');
    line.setEncoding('utf8');
    const read = readMessages(
      message => {
        heard.push(message.get('Action') ?? '');
        answer(new Map(message), line);
      },
      () => {},
    );
    line.on('data', text => read(String(text)));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const close = () => {
    for (const line of lines) line.destroy();
    server.close();
  };
  open.push({ close });
  return { port: (server.address() as { port: number }).port, heard, lines };
}

const respond = (line: Socket, action: Map<string, string>, fields: Record<string, string>) =>
  line.write(writeMessage({ ...fields, ActionID: action.get('ActionID') ?? '' }));

function connectTo(port: number, events: AmiMessage[] = []) {
  const ups: number[] = [];
  const downs: string[] = [];
  const wait: (() => void)[] = [];
  const client: AmiClient = connectAmi({
    address: { port, ...address },
    onUp() {
      ups.push(Date.now());
      for (const done of wait.splice(0)) done();
    },
    onEvent: event => events.push(event),
    onDown: reason => downs.push(reason),
  });
  open.push(client);
  return { client, ups, downs, nextUp: () => new Promise<void>(done => wait.push(done)) };
}

describe('the manager interface', () => {
  it('answers a list with its events, and tells apart what nobody asked for', async () => {
    const { port } = await startServer((action, line) => {
      respond(line, action, {
        Response: 'Success',
        ...(action.get('Action') === 'List' ? { EventList: 'start' } : {}),
      });
      if (action.get('Action') !== 'List') return;
      line.write(writeMessage({ Event: 'Registry', Status: 'Registered' }));
      respond(line, action, { Event: 'Item', Name: 'a: b' });
      respond(line, action, { Event: 'Item', Name: 'c' });
      respond(line, action, { Event: 'ListComplete', EventList: 'Complete', ListItems: '2' });
    });
    const events: AmiMessage[] = [];
    const { client, nextUp } = connectTo(port, events);
    await nextUp();
    const list = await client.action('List');
    expect(list.map(each => each.get('Name'))).toEqual(['a: b', 'c']);
    expect(events.map(each => each.get('Event'))).toEqual(['Registry']);
  });

  it('comes back after Asterisk was away, and what was asked meanwhile fails instead of hanging', async () => {
    const server = await startServer((action, line) => {
      if (action.get('Action') === 'Silent') line.destroy();
      else respond(line, action, { Response: 'Success' });
    });
    const { client, nextUp, downs } = connectTo(server.port);
    await nextUp();
    const again = nextUp();
    await expect(client.action('Silent')).rejects.toThrow();
    expect(downs).toHaveLength(1);
    await again;
    await expect(client.action('Ping')).resolves.toHaveLength(1);
  });

  it('does not knock again and again with a refused password', async () => {
    const server = await startServer((action, line) =>
      respond(line, action, { Response: 'Error', Message: 'Authentication failed' }),
    );
    const { ups, downs } = connectTo(server.port);
    const deadline = Date.now() + 5000;
    while (downs.length === 0 && Date.now() < deadline) await new Promise(done => setTimeout(done, 10));
    expect(downs).toEqual(['refused: Authentication failed']);
    // Longer than the first pauses of a line that is merely away.
    await new Promise(done => setTimeout(done, 800));
    expect(server.heard).toEqual(['Login']);
    expect(ups).toEqual([]);
  });

  it('reads messages however they are cut', () => {
    const text = [{ Event: 'A', Key: 'x:y' }, { Event: 'B' }].map(each => writeMessage(each)).join('');
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), cuts => {
        const messages: AmiMessage[] = [];
        const read = readMessages(
          message => messages.push(message),
          () => {},
        );
        const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
        for (const [at, place] of places.slice(1).entries()) read(text.slice(places[at], place));
        expect(messages.map(each => [...each])).toEqual([
          [
            ['Event', 'A'],
            ['Key', 'x:y'],
          ],
          [['Event', 'B']],
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('lets no value begin another line, and gives up on an endless message', () => {
    expect(() => writeMessage({ Username: 'x\r\nAction: Command' })).toThrow();
    let isGarbage = false;
    const read = readMessages(
      () => {},
      () => {
        isGarbage = true;
      },
    );
    for (let at = 0; at < 20 && !isGarbage; at += 1) read('x'.repeat(100_000));
    expect(isGarbage).toBe(true);
  });

  it('of a list of registrations takes names and states, and passes over the passwords in it', () => {
    const list = [
      new Map([
        ['Event', 'OutboundRegistrationDetail'],
        ['Endpoint', 'trunk-1'],
        ['Status', 'Rejected'],
      ]),
      new Map([
        ['Event', 'AuthDetail'],
        ['ObjectName', 'trunk-1'],
        ['Password', 'geheim'],
      ]),
    ];
    expect([...registrationsOf(list)]).toEqual([['trunk-1', 'Rejected']]);
  });
});

describe('the state of registrations', () => {
  const watch = async (list: Record<string, string>[], onQualify: (line: Socket) => void = () => {}) => {
    const told: (Record<string, string> | null)[] = [];
    const server = await startServer((action, line) => {
      const isList = action.get('Action') === 'PJSIPShowRegistrationsOutbound';
      respond(line, action, { Response: 'Success', ...(isList ? { EventList: 'start' } : {}) });
      if (action.get('Action') === 'PJSIPQualify') onQualify(line);
      if (!isList) return;
      for (const each of list) respond(line, action, { Event: 'OutboundRegistrationDetail', ...each });
      respond(line, action, { Event: 'OutboundRegistrationDetailComplete', EventList: 'Complete' });
    });
    const registrations = watchRegistrations({
      address: { port: server.port, ...address },
      isReachable: () => new Promise(() => {}),
      onChange: states => told.push(states && Object.fromEntries(states)),
      onProblem: () => {},
    });
    open.push(registrations);
    const untilTold = async (expected: Record<string, string> | null) => {
      const deadline = Date.now() + 5000;
      while (JSON.stringify(told.at(-1)) !== JSON.stringify(expected) && Date.now() < deadline) {
        await new Promise(done => setTimeout(done, 10));
      }
      expect(told.at(-1)).toEqual(expected);
    };
    return { server, told, untilTold };
  };
  const contact = (status: string) =>
    writeMessage({ Event: 'ContactStatus', ContactStatus: status, EndpointName: 'trunk-1-probe' });

  it('is known to be empty when nobody logs in anywhere', async () => {
    const { untilTold } = await watch([]);
    await untilTold({});
  });

  it.each([
    ['Reachable', 'refused'],
    ['Unreachable', 'unreachable'],
  ])('of a rejected one depends on whether its server answers: %s means %s', async (status, expected) => {
    const { untilTold, told } = await watch([{ Endpoint: 'trunk-1', Status: 'Rejected' }], line =>
      line.write(contact(status)),
    );
    await untilTold({ 'trunk-1': expected });
    expect(told[0]).toEqual({ 'trunk-1': 'registering' });
  });

  it('follows the news, and is unknown while Asterisk is away', async () => {
    const list = [{ Endpoint: 'trunk-1', Status: 'Unregistered' }];
    const { untilTold, server, told } = await watch(list);
    await untilTold({ 'trunk-1': 'registering' });
    list[0] = { Endpoint: 'trunk-1', Status: 'Registered' };
    for (const line of server.lines) line.write(writeMessage({ Event: 'Registry', Status: 'Registered' }));
    await untilTold({ 'trunk-1': 'registered' });
    for (const line of server.lines) line.destroy();
    const deadline = Date.now() + 5000;
    while (told.length < 4 && Date.now() < deadline) await new Promise(done => setTimeout(done, 10));
    expect(told).toEqual([
      { 'trunk-1': 'registering' },
      { 'trunk-1': 'registered' },
      null,
      { 'trunk-1': 'registered' },
    ]);
  });
});
