/** What is said about the rows of a list: all is counted, the first of it stored. */
import type Database from 'better-sqlite3';
import type { ImportProblem } from '../domain/contact-import.ts';

/** Nobody reads more, and a list of rubbish has millions. */
export const MOST_PROBLEMS = 10_000;
const MOST_MESSAGE_CHARACTERS = 1000;

export interface Report {
  add(problem: ImportProblem): void;
  /** Says what was only counted. */
  end(): void;
  counts(): { leftOut: number; hints: number };
}

/** `insert`: line, last line, is left out, message. */
export function makeReport(insert: Database.Statement): Report {
  const counts = { leftOut: 0, hints: 0 };
  const rest = { leftOut: 0, hints: 0, line: Number.POSITIVE_INFINITY, lastLine: 0 };
  let stored = 0;
  const store = ({ line, lastLine, isLeftOut, message }: ImportProblem): void => {
    stored += 1;
    insert.run(line, lastLine, isLeftOut ? 1 : 0, message.slice(0, MOST_MESSAGE_CHARACTERS));
  };
  return {
    add(problem) {
      const kind = problem.isLeftOut ? 'leftOut' : 'hints';
      counts[kind] += 1;
      if (stored < MOST_PROBLEMS) return store(problem);
      rest[kind] += 1;
      rest.line = Math.min(rest.line, problem.line);
      rest.lastLine = Math.max(rest.lastLine, problem.lastLine);
    },
    end() {
      const { leftOut, hints, line, lastLine } = rest;
      if (leftOut + hints === 0) return;
      const message = `In diesen Zeilen wurden ${shown(leftOut)} weitere Zeilen ausgelassen, und es gibt ${shown(hints)} weitere Hinweise. Einzeln genannt werden nur die ersten ${shown(MOST_PROBLEMS)}.`;
      store({ line, lastLine, isLeftOut: false, message });
    },
    counts: () => counts,
  };
}

const shown = (count: number): string => count.toLocaleString('de-DE');
