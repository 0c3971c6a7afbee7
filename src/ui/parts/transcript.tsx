import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CallDetail } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import { formatDuration } from '../format.ts';
import type { CallModel } from './call-model.ts';
import { doubtfulBelow, missingText } from './wish.tsx';

type Words = Extract<NonNullable<CallDetail['transcript']>, { kind: 'made' }>['words'];

/** What was said, word by word: a click goes there in the audio, the spoken word is marked while it plays. */
export function TranscriptText({ detail, call }: { detail: CallDetail; call: CallModel }) {
  const { transcript } = detail;
  if (!transcript) return null;
  return (
    <section class="part" aria-labelledby="transcript-title">
      <h3 id="transcript-title">
        {de.detail.transcript}{' '}
        {transcript.kind === 'made' && transcript.isDemo && <span class="tag">{de.detail.demoModel}</span>}
      </h3>
      {transcript.kind === 'missing' ? (
        <p class="quiet">{missingText(transcript.because)}</p>
      ) : (
        <WordList words={transcript.words} call={call} />
      )}
    </section>
  );
}

function WordList({ words, call }: { words: Words; call: CallModel }) {
  const root = useRef<HTMLDivElement>(null);
  const isReady = call.player.value?.state.value === 'ready';

  // Hundreds of words: one listener, and marks set on the elements, instead of a component for each.
  // Those who do not use a mouse have the time before each stretch, a real button.
  useEffect(() => {
    const place = root.current;
    if (!place) return;
    const click = (event: MouseEvent) => {
      const word = words[indexOf(event.target)];
      if (word) call.player.value?.seek(word.fromMs);
    };
    place.addEventListener('click', click);
    return () => place.removeEventListener('click', click);
  }, [words]);
  useEffect(
    () =>
      effect(() => {
        const atMs = call.player.value?.atMs.value ?? 0;
        const isStarted = atMs > 0;
        markOnly(root.current, 'now', index => {
          const word = words[index];
          return isStarted && word !== undefined && word.fromMs <= atMs && atMs < word.toMs;
        });
      }),
    [words],
  );
  useEffect(
    () =>
      effect(() => {
        const span = call.marked.value;
        markOnly(
          root.current,
          'marked',
          index => span !== null && span.fromWord <= index && index < span.toWord,
        );
      }),
    [words],
  );

  return (
    <div ref={root} class={isReady ? 'transcript can-seek' : 'transcript'}>
      {stretchesOf(words).map(stretch => (
        <div class="stretch" key={stretch.first}>
          <StretchTime fromMs={words[stretch.first]?.fromMs ?? 0} call={call} isReady={isReady} />
          <p>
            {words[stretch.first]?.isDoubtful && <span class="check">{de.detail.stretchDoubtful} </span>}
            {words.slice(stretch.first, stretch.end).map((word, offset) => (
              <Word key={stretch.first + offset} word={word} index={stretch.first + offset} />
            ))}
          </p>
        </div>
      ))}
    </div>
  );
}

function StretchTime({ fromMs, call, isReady }: { fromMs: number; call: CallModel; isReady: boolean }) {
  const time = formatDuration(fromMs);
  if (!isReady) return <span class="stretch-time number">{time}</span>;
  return (
    <button
      type="button"
      class="stretch-time number"
      aria-label={de.detail.listenFrom(time)}
      onClick={() => call.player.value?.seek(fromMs)}
    >
      {time}
    </button>
  );
}

function Word({ word, index }: { word: Words[number]; index: number }) {
  const isDoubtful = word.isDoubtful || (word.confidence !== null && word.confidence < doubtfulBelow);
  return (
    <>
      <span
        id={`word-${index}`}
        data-word={index}
        class={isDoubtful ? 'word doubtful' : 'word'}
        title={isDoubtful ? de.detail.wordDoubtful : undefined}
      >
        {word.text}
        {isDoubtful && <span class="unseen"> ({de.detail.wordDoubtful})</span>}
      </span>{' '}
    </>
  );
}

/** Runs of words between pauses, as `first` inclusive to `end` exclusive. */
function stretchesOf(words: Words): { first: number; end: number }[] {
  const starts = words.flatMap((word, index) => (word.startsSegment || index === 0 ? [index] : []));
  return starts.map((first, at) => ({ first, end: starts[at + 1] ?? words.length }));
}

function indexOf(target: EventTarget | null): number {
  const word = target instanceof Element ? target.closest<HTMLElement>('[data-word]') : null;
  return Number(word?.dataset.word ?? -1);
}

function markOnly(root: HTMLElement | null, name: string, isMarked: (index: number) => boolean): void {
  for (const word of root?.querySelectorAll<HTMLElement>('[data-word]') ?? []) {
    word.classList.toggle(name, isMarked(Number(word.dataset.word)));
  }
}
