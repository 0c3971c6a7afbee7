/**
 * "Testanruf": the next call to a mailbox is watched while it lasts, so that whoever set up the telephone
 * system sees what arrives. It only looks; the call itself is like any other.
 */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rmsOf } from './audio/level.ts';
import type { CallId, Instant, MailboxId } from './domain/ids.ts';
import type { CallInProgress, Telephone } from './telephone.ts';

/** Long enough to walk to a telephone. */
const ARMED_MS = 10 * 60_000;
const LOOK_MS = 1000;
const BYTES_PER_SECOND = 16_000;
const HEADER_BYTES = 44;
/** Quieter than this is silence on a telephone line. */
const SILENT_DB = -50;

export interface LineWatch {
  /** Watches the next call to this mailbox, for ten minutes. */
  arm(mailboxId: MailboxId): void;
  disarm(mailboxId: MailboxId): void;
  state(mailboxId: MailboxId): { until: Instant; callId: CallId | null } | null;
  onBegun(call: CallInProgress): void;
  close(): void;
}

interface Watched {
  until: Instant;
  call: CallInProgress | null;
  silentSince: Instant | null;
}

export function openLineWatch(options: {
  telephone: () => Telephone | null;
  spoolFolder: string;
  now: () => Instant;
  onChanged: (mailboxId: MailboxId) => void;
}): LineWatch {
  const watched = new Map<MailboxId, Watched>();

  const look = async (mailboxId: MailboxId, watch: Watched): Promise<void> => {
    const telephone = options.telephone();
    const { call } = watch;
    if (!call || !telephone?.callOf(call.channelId)) return;
    const line = await telephone.lineOf(call.channelId);
    const levelDb = await levelOf(join(options.spoolFolder, `${call.callId}.wav`));
    const now = options.now();
    const isSilent = levelDb !== null && levelDb < SILENT_DB;
    watch.silentSince = isSilent ? (watch.silentSince ?? now) : null;
    call.diagnosis.quality = {
      packetsReceived: line?.received ?? call.diagnosis.quality?.packetsReceived ?? 0,
      packetsLost: line?.lost ?? call.diagnosis.quality?.packetsLost ?? 0,
      jitterMs: Math.round((line?.jitterMs ?? call.diagnosis.quality?.jitterMs ?? 0) * 10) / 10,
      levelDb: levelDb ?? call.diagnosis.quality?.levelDb ?? null,
      silentMs: watch.silentSince === null ? 0 : now - watch.silentSince,
    };
    options.onChanged(mailboxId);
  };

  const timer = setInterval(() => {
    const now = options.now();
    for (const [mailboxId, watch] of watched) {
      if (watch.call === null && now > watch.until) {
        watched.delete(mailboxId);
        options.onChanged(mailboxId);
      } else void look(mailboxId, watch).catch(() => {});
    }
  }, LOOK_MS);

  return {
    arm(mailboxId) {
      watched.set(mailboxId, { until: options.now() + ARMED_MS, call: null, silentSince: null });
      options.onChanged(mailboxId);
    },
    disarm(mailboxId) {
      watched.delete(mailboxId);
      options.onChanged(mailboxId);
    },
    state(mailboxId) {
      const watch = watched.get(mailboxId);
      return watch ? { until: watch.until, callId: watch.call?.callId ?? null } : null;
    },
    onBegun(call) {
      const watch = watched.get(call.mailbox.mailboxId);
      if (!watch || watch.call !== null || call.kind !== 'caller') return;
      watch.call = call;
      options.onChanged(call.mailbox.mailboxId);
    },
    close: () => clearInterval(timer),
  };
}

/** Loudness of the newest second of a growing recording, dB below full scale; null: there is none yet. */
async function levelOf(file: string): Promise<number | null> {
  try {
    const { size } = await stat(file);
    if (size < HEADER_BYTES + BYTES_PER_SECOND) return null;
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(BYTES_PER_SECOND);
      await handle.read(buffer, 0, BYTES_PER_SECOND, (size - BYTES_PER_SECOND) & ~1);
      const rms = rmsOf(new Int16Array(buffer.buffer, buffer.byteOffset, BYTES_PER_SECOND >> 1));
      return Math.round(20 * Math.log10(Math.max(rms, 1e-5)) * 10) / 10;
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}
