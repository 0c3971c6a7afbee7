/** A house whose telephone line is a telephone of our own: it calls, and it is called when a call is forwarded. */
import type { House, HouseOptions } from '../../scripts/house/house.ts';
import type { OutgoingCall } from '../../scripts/phone/outgoing-call.ts';
import { openPhone, type Phone } from '../../scripts/phone/phone.ts';
import type { Flow } from '../../src/domain/mailbox.ts';
import type { Forwarding } from '../../src/domain/menu.ts';
import { endpointOf, type TrunkDraft } from '../../src/domain/trunk.ts';
import { forwardsOfCall } from '../../src/store/forwards.ts';
import { listTrunks } from '../../src/store/trunks.ts';
import { allCalls, look, openTestHouse, shortMailbox, until } from './kit.ts';

/** Where our line is: an address of its own, so that nobody else's call can be taken for one of it. */
export const LINE_HOST = '127.0.0.2';
/** Frequency of the product's beep (scripts/asterisk/make-sounds.ts). */
export const BEEP_HZ = 1000;
export const janitor: Forwarding = {
  digit: '1',
  name: 'Hausmeister',
  target: '+491701234567',
  ringSeconds: 8,
  mustAccept: false,
  shownNumber: 'caller',
};

/** Our end of the line as a trunk of the house: calls come from it and go out to it. */
export const lineTrunk = (port: number, change: Partial<TrunkDraft> = {}): TrunkDraft => ({
  name: 'Leitung',
  preset: 'generic',
  kind: 'ip',
  transport: 'udp',
  srtp: false,
  server: `${LINE_HOST}:${port}`,
  user: '',
  authUser: null,
  fromDomain: null,
  outboundProxy: null,
  matchAddresses: [LINE_HOST],
  dtmf: 'auto',
  codecs: ['alaw', 'ulaw', 'g722'],
  maxChannels: 100,
  ownNumber: '+4944155501',
  isEnabled: true,
  expirySeconds: 600,
  password: null,
  ...change,
});

export interface LineHouse {
  house: House;
  /** Our end of the line. */
  phone: Phone;
  call(options?: Partial<Parameters<Phone['call']>[0]>): Promise<OutgoingCall>;
  /** The newest call in the database once it has ended. */
  endedCall(after: number): Promise<ReturnType<typeof allCalls>[number]>;
  forwards(callId: ReturnType<typeof allCalls>[number]['id']): ReturnType<typeof forwardsOfCall>;
  close(): Promise<void>;
}

export async function openLineHouse(
  flow: Partial<Flow>,
  options: Partial<HouseOptions> = {},
): Promise<LineHouse> {
  const phone = await openPhone({ host: LINE_HOST });
  const house = await openTestHouse({
    mailboxes: [{ ...shortMailbox, flow: { ...shortMailbox.flow, ...flow } }],
    trunks: [lineTrunk(phone.port)],
    ...options,
  });
  try {
    await house.startHausruf();
    await until('Asterisk knows the line', () => knowsTrunks(house));
  } catch (error) {
    await phone.close();
    await house.close();
    throw error;
  }
  return {
    house,
    phone,
    call: more =>
      phone.call({
        sip: house.sip,
        from: '+49441783295',
        to: shortMailbox.numbers[0] ?? '',
        ...more,
      }),
    async endedCall(after) {
      await until('the call has ended', () => {
        const calls = allCalls(house);
        return calls.length > after && calls.every(each => each.outcome !== 'open');
      });
      const newest = allCalls(house).at(-1);
      if (!newest) throw new Error('no call');
      return newest;
    },
    forwards: callId => look(house, db => forwardsOfCall(db, callId)),
    async close() {
      await phone.close();
      await house.close();
    },
  };
}

async function knowsTrunks(house: House): Promise<boolean> {
  const { url, user, password } = house.asterisk().ari;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const names = look(house, db => listTrunks(db)).map(each => endpointOf(each.trunkId));
  const replies = await Promise.all(
    names.map(name => fetch(`${url}/endpoints/PJSIP/${name}`, { headers: { authorization } })),
  );
  return replies.every(reply => reply.ok);
}
