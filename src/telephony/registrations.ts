/**
 * How our registrations at providers stand, as Asterisk tells over its manager interface. It says "Rejected" both
 * for a wrong password and for a server that does not answer: which one it is shows an OPTIONS request to it.
 */
import type { AmiAddress, AmiMessage } from './ami.ts';
import { connectAmi } from './ami.ts';

/** Something may be missed: this often the whole list is read again. */
const LOOK_EVERY_MS = 30_000;
/** Changes come in bursts. */
const GATHER_MS = 50;
/** The answer to OPTIONS may take 3 s (trunk-config.ts: qualify_timeout). */
const ASKED_MS = 3600;

export type RegistrationState = 'registered' | 'refused' | 'unreachable' | 'registering';

export interface RegistrationsOptions {
  address: AmiAddress;
  /** Whether the server of this trunk answers, as far as Asterisk has asked; by the endpoint `<trunk>-probe`. */
  isReachable: (endpoint: string) => Promise<boolean>;
  /** All registrations by endpoint; null: not known, the line is down. */
  onChange: (states: ReadonlyMap<string, RegistrationState> | null) => void;
  onProblem: (message: string, facts: Record<string, unknown>) => void;
}

export interface Registrations {
  /** Trunks have changed: read the list again. */
  look(): void;
  close(): void;
}

export function watchRegistrations(options: RegistrationsOptions): Registrations {
  /** null: nothing is known since the line came up. */
  let states: Map<string, RegistrationState> | null = null;
  let isUp = false;
  let isClosed = false;
  let gathering: NodeJS.Timeout | undefined;
  /** Endpoint → the question that is under way. */
  const asked = new Map<string, NodeJS.Timeout>();

  const tell = (next: Map<string, RegistrationState>): void => {
    const before = states;
    const isSame =
      before?.size === next.size && [...next].every(([endpoint, state]) => before.get(endpoint) === state);
    states = next;
    if (!isSame && !isClosed) options.onChange(next);
  };

  const read = async (): Promise<void> => {
    const list = await ami.action('PJSIPShowRegistrationsOutbound');
    const statuses = registrationsOf(list);
    const next = new Map<string, RegistrationState>();
    for (const [endpoint, status] of statuses) {
      const before = states?.get(endpoint);
      const isStill = before === 'refused' || before === 'unreachable';
      if (status === 'Registered') next.set(endpoint, 'registered');
      else if (status !== 'Rejected') next.set(endpoint, 'registering');
      else next.set(endpoint, isStill ? before : 'registering');
      // Also where it stood like that before: the reason may have become another.
      if (status === 'Rejected') ask(endpoint);
      else forget(endpoint);
    }
    tell(next);
  };

  const ask = (endpoint: string): void => {
    if (asked.has(endpoint)) return;
    asked.set(
      endpoint,
      setTimeout(() => void answer(endpoint, null), ASKED_MS),
    );
    ami.action('PJSIPQualify', { Endpoint: `${endpoint}-probe` }).catch(() => {});
  };

  const forget = (endpoint: string): void => {
    clearTimeout(asked.get(endpoint));
    asked.delete(endpoint);
  };

  /** `said`: what Asterisk has just told; null: it did not, so we look what it knows. */
  const answer = async (endpoint: string, said: boolean | null): Promise<void> => {
    forget(endpoint);
    const isThere = said ?? (await options.isReachable(endpoint).catch(() => null));
    const before = states?.get(endpoint);
    if (!states || isThere === null || before === undefined || before === 'registered') return;
    tell(new Map(states).set(endpoint, isThere ? 'refused' : 'unreachable'));
  };

  const look = (): void => {
    clearTimeout(gathering);
    gathering = setTimeout(() => {
      if (isUp) void read().catch(() => {});
    }, GATHER_MS);
  };

  const ami = connectAmi({
    address: options.address,
    onUp() {
      isUp = true;
      look();
    },
    onEvent(event) {
      if (event.get('Event') === 'Registry') look();
      // The server has answered, or has not: no need to wait.
      const probe = event.get('Event') === 'ContactStatus' ? event.get('EndpointName') : undefined;
      const endpoint = probe?.replace(/-probe$/, '') ?? '';
      if (asked.has(endpoint)) void answer(endpoint, event.get('ContactStatus') === 'Reachable');
    },
    onDown(reason) {
      isUp = false;
      for (const endpoint of [...asked.keys()]) forget(endpoint);
      states = null;
      if (!isClosed) options.onChange(null);
      options.onProblem('the manager interface of Asterisk is away', { reason });
    },
  });
  const looking = setInterval(look, LOOK_EVERY_MS);

  return {
    look,
    close() {
      isClosed = true;
      clearInterval(looking);
      clearTimeout(gathering);
      for (const endpoint of [...asked.keys()]) forget(endpoint);
      ami.close();
    },
  };
}

/** Endpoint → status as Asterisk words it; the passwords that come along in other events are passed over. */
export function registrationsOf(list: readonly AmiMessage[]): Map<string, string> {
  return new Map(
    list
      .filter(message => message.get('Event') === 'OutboundRegistrationDetail')
      .map(message => [message.get('Endpoint') ?? '', message.get('Status') ?? '']),
  );
}
