import type { ImportReply } from '../../domain/api-contacts.ts';
import { formatWhen } from '../format.ts';
import { contacts as words } from '../texts/contacts.ts';
import { ContactProblems } from './contact-problems.tsx';

const MOST_SHOWN = 5;

/** What became of the last lists. */
export function ContactImports({ imports }: { imports: readonly ImportReply[] }) {
  const ended = imports
    .filter(each => each.state !== 'held' && each.state !== 'reading')
    .slice(0, MOST_SHOWN);
  if (ended.length === 0) return null;
  return (
    <details open={ended[0]?.state === 'refused'}>
      <summary>{words.last}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.source}</th>
            <th scope="col">{words.result}</th>
          </tr>
        </thead>
        <tbody>
          {ended.map(({ importId, startedAt, source, fileName, state, message }) => (
            <tr key={importId}>
              <td>{formatWhen(startedAt, { withTime: true })}</td>
              <td>
                {source === 'upload' ? words.uploaded : source}: {fileName}
              </td>
              <td>
                {words.state[state]}: {message}
                {state === 'applied' && <ContactProblems importId={importId} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
