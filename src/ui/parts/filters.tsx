import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CallListQuery } from '../../domain/api-calls.ts';
import { de } from '../de.ts';
import { Icon } from './icon.tsx';

export type FilterName = keyof typeof queries;

const queries = {
  all: {},
  messages: { kind: 'message' },
  attempts: { kind: 'attempt' },
  forwarded: { kind: 'forwarded' },
  open: { kind: 'message', isDone: false },
} satisfies Record<string, CallListQuery>;

const names = Object.keys(queries) as FilterName[];

export function readFilter(name: string | null): FilterName {
  return names.find(each => each === name) ?? 'all';
}

export function queryOf(filter: FilterName, words: string): CallListQuery {
  return words === '' ? queries[filter] : { ...queries[filter], query: words.slice(0, 200) };
}

/** Typing waits a moment before it asks the server. */
const typingPauseMs = 200;

/** Search box and filter chips above the list. */
export function Filters({
  filter,
  words,
  searchRef,
  onChange,
}: {
  filter: FilterName;
  words: string;
  searchRef: RefObject<HTMLInputElement | null>;
  onChange: (next: { filter: FilterName; words: string }) => void;
}) {
  const typed = useSignal(words);
  const timer = useRef(0);
  useEffect(() => {
    if (typed.value.trim() !== words) typed.value = words;
  }, [words]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const search = (text: string, pauseMs: number) => {
    typed.value = text;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => onChange({ filter, words: text.trim() }), pauseMs);
  };

  return (
    <search class="filters">
      <div class="search">
        <Icon name="search" />
        <input
          ref={searchRef}
          type="search"
          maxLength={200}
          aria-label={de.inbox.search}
          placeholder={de.inbox.searchHint}
          autoComplete="off"
          spellcheck={false}
          value={typed.value}
          onInput={event => search(event.currentTarget.value, typingPauseMs)}
          onKeyDown={event => {
            if (event.key === 'Enter') search(event.currentTarget.value, 0);
            if (event.key !== 'Escape') return;
            event.preventDefault();
            if (event.currentTarget.value !== '') search('', 0);
            else event.currentTarget.blur();
          }}
        />
        <span class="key" aria-hidden="true">
          /
        </span>
      </div>
      <fieldset class="chips">
        <legend class="unseen">{de.inbox.filters}</legend>
        {names.map(name => (
          <button
            key={name}
            type="button"
            class="chip"
            aria-pressed={name === filter}
            onClick={() => onChange({ filter: name, words })}
          >
            {de.inbox.filter[name]}
          </button>
        ))}
      </fieldset>
    </search>
  );
}
