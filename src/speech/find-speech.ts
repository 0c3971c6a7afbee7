/**
 * Where somebody speaks in a recording: by Silero VAD where its file is installed, else, and where it
 * fails, by our own gate. Must never call a caller silent after one look, nor because a detector broke.
 */
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { StepResult } from '../domain/problem.ts';
import type { Sensitivity, Span } from './energy-gate.ts';
import type { Audio, RunEngine, SpeechModel } from './engine-types.ts';
import { type AskGate, askGate } from './gate.ts';

export interface FindSpeechParts {
  models: () => SpeechModel[];
  runEngine: RunEngine;
  /** Our own gate; default: in a thread of its own. */
  askGate?: AskGate;
}

interface Limits {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Recording → its stretches of speech, in order, without padding; [] when nobody speaks, or when `signal`
 * was aborted. Before a caller is called silent there are two more looks: for voices on a bad line, and for
 * whispering.
 * @param heard what `hear` was told of this recording before; the answer is the same, only sooner
 */
export async function findSpeech(
  parts: FindSpeechParts,
  audio: Audio,
  limits: Limits & { heard?: HeardSoFar | null },
): Promise<Span[]> {
  const silero = findSilero(parts);
  const ask = parts.askGate ?? askGate;
  for (const sensitivity of ['normal', 'sensitive'] as const) {
    const found = silero
      ? await hearAll({ ...parts, silero }, audio, {
          ...limits,
          sensitivity,
          heard: (sensitivity === 'normal' && limits.heard) || null,
        })
      : null;
    if (limits.signal?.aborted) return [];
    // A broken detector must not silence a caller: our own gate needs no engine.
    const spans =
      found?.kind === 'done'
        ? await withoutMelodies(ask, audio, found.value)
        : await ask({ type: 'find-speech', audio, sensitivity });
    if (spans.length > 0) return spans;
  }
  // The detector does not hear whispering at all (tried); our own gate does.
  return silero ? ask({ type: 'find-speech', audio, sensitivity: 'whispered' }) : [];
}

/**
 * The detector takes some plucked notes for speech (tried). Where most of a recording is pauses, and they
 * are nearly as loud as the speech, our own gate says whether all of that is music.
 */
async function withoutMelodies(ask: AskGate, audio: Audio, spans: Span[]): Promise<Span[]> {
  if (spans.length === 0 || !hasLoudPauses(audio, spans)) return spans;
  return ask({ type: 'drop-melodies', audio, spans });
}

/** Quick: looks at every eighth sample only. Of plucked strings the detector takes 3 % for speech, of messages 60 % and more. */
function hasLoudPauses({ samples, sampleRate }: Audio, spans: Span[]): boolean {
  const power = { speech: 0, pause: 0 };
  const count = { speech: 0, pause: 0 };
  let next = 0;
  for (let at = 0; at < samples.length; at += 8) {
    const ms = (at * 1000) / sampleRate;
    while ((spans[next]?.toMs ?? Number.POSITIVE_INFINITY) <= ms) next++;
    const kind = ms >= (spans[next]?.fromMs ?? Number.POSITIVE_INFINITY) ? 'speech' : 'pause';
    power[kind] += (samples[at] ?? 0) ** 2;
    count[kind]++;
  }
  const longEnough = (longPauseMs * sampleRate) / 8000;
  const isMostlyPause = count.pause > Math.max(longEnough, count.speech);
  return isMostlyPause && power.pause / count.pause > (loudPause * power.speech) / count.speech;
}

const longPauseMs = 2000;
/** A tenth of the power: on a clear line pauses have a hundredth or less. */
const loudPause = 0.1;

/** How far a growing recording was heard. */
export interface HeardSoFar {
  /** The name under which the engine's child remembers it. */
  stream: string;
  /** Samples from its start. */
  samples: number;
}

export interface Heard {
  /** All stretches of speech that have ended, from the start of the recording. */
  spans: Span[];
  /** Speech that is not among them begins here at the earliest. */
  nextFromMs: number;
  /** Samples heard, from the start of the recording. */
  samples: number;
}

/** The detector's model; null: a growing recording cannot be heard, for our own gate needs to know it whole. */
export function findSilero(parts: Pick<FindSpeechParts, 'models'>): SpeechModel | null {
  return parts.models().find(model => model.kind === 'vad-silero') ?? null;
}

/**
 * Hears on in a growing recording. `audio` begins where `from` ends; `null` instead of an answer: the
 * child knows nothing of that, and has to hear the recording from its start.
 */
export async function hear(
  parts: { runEngine: RunEngine; silero: SpeechModel },
  audio: Audio,
  job: Limits & { sensitivity: Exclude<Sensitivity, 'whispered'>; from: HeardSoFar; isLast: boolean },
): Promise<StepResult<Heard | null>> {
  // 0.5 and 0.25 s: measured on tones, music and noise, no false speech (research/engines.md §4).
  const look =
    job.sensitivity === 'normal'
      ? { threshold: 0.5, minSpeechMs: 250 }
      : { threshold: 0.3, minSpeechMs: 150 };
  const request = {
    type: 'find-speech',
    model: parts.silero.files.model ?? '',
    ...look,
    stream: job.from.stream,
    heard: job.from.samples,
    isLast: job.isLast,
    sampleRate: audio.sampleRate,
    audio: audio.samples,
  };
  const answer = await parts.runEngine(request, { timeoutMs: job.timeoutMs, signal: job.signal });
  if (answer.kind !== 'done') return answer;
  if (Value.Check(Unknown, answer.value)) return { kind: 'done', value: null };
  if (!Value.Check(Found, answer.value)) return nonsense;
  const { spans, nextFromMs, heard } = answer.value;
  return { kind: 'done', value: { spans, nextFromMs, samples: heard } };
}

async function hearAll(
  parts: { runEngine: RunEngine; silero: SpeechModel },
  audio: Audio,
  job: Limits & { sensitivity: Exclude<Sensitivity, 'whispered'>; heard: HeardSoFar | null },
): Promise<StepResult<Span[]>> {
  const { heard } = job;
  const rest = { ...audio, samples: audio.samples.subarray(heard?.samples ?? 0) };
  const known = heard && (await hear(parts, rest, { ...job, from: heard, isLast: true }));
  if (known?.kind === 'done' && known.value) return { kind: 'done', value: known.value.spans };
  if (known && known.kind !== 'done') return known;
  const all = await hear(parts, audio, { ...job, from: { stream: '', samples: 0 }, isLast: true });
  if (all.kind !== 'done') return all;
  return all.value ? { kind: 'done', value: all.value.spans } : nonsense;
}

const Milliseconds = Type.Integer({ minimum: 0 });
const Unknown = Type.Object({ kind: Type.Literal('unknown') });
const Found = Type.Object({
  kind: Type.Literal('found'),
  spans: Type.Array(Type.Object({ fromMs: Milliseconds, toMs: Milliseconds })),
  nextFromMs: Milliseconds,
  heard: Type.Integer({ minimum: 0 }),
});

const nonsense = {
  kind: 'retry',
  problem: { code: 'ENGINE_FAILED', message: 'the speech engine answered in an unexpected form' },
} as const;
