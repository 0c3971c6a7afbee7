import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ProblemsReply } from '../../domain/api-contacts.ts';
import { getProblems, problemsUrl } from '../api-contacts.ts';
import { formatCount } from '../format.ts';
import { contacts as words } from '../texts/contacts.ts';

/** More rows than this help nobody on a page; the file has all of them. */
const MOST_SHOWN = 50;

/** The row report of one import; nothing where there is nothing to say, or its file is gone. */
export function ContactProblems({ importId }: { importId: string }) {
  const reply = useSignal<ProblemsReply | null>(null);
  useEffect(() => {
    getProblems(importId, MOST_SHOWN).then(
      found => {
        reply.value = found;
      },
      () => {
        // The report is an addition: the import itself is shown without it.
      },
    );
  }, [importId]);
  const found = reply.value;
  if (!found || found.total === 0) return null;
  return (
    <details>
      <summary>{words.problems(found.total)}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            <th scope="col">{words.problem}</th>
          </tr>
        </thead>
        <tbody>
          {found.problems.map(({ line, lastLine, isLeftOut, message }, index) => (
            <tr key={`${index} ${line}`}>
              <td class="number">
                {formatCount(line)}
                {lastLine > line && `–${formatCount(lastLine)}`}
              </td>
              <td>
                {message}
                {isLeftOut && <strong> ({words.isLeftOut})</strong>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.total > MOST_SHOWN && <p>{words.moreProblems(found.total - MOST_SHOWN)}</p>}
      <p>
        <a href={problemsUrl(importId)}>{words.allProblems}</a>
      </p>
    </details>
  );
}
