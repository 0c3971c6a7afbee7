import type { SourceView } from '../../domain/api-contact-sources.ts';
import { formatWhen } from '../format.ts';
import { sources as words } from '../texts/sources.ts';
import { Icon } from './icon.tsx';

type Run = SourceView['runs'][number];

const looks = {
  applied: ['good', 'check'],
  unchanged: ['good', 'check'],
  held: ['warn', 'alert'],
  failed: ['bad', 'alert'],
} as const;

/** How the newest look at a source went. */
export function SourceState({ source }: { source: SourceView }) {
  const newest = source.runs[0];
  const [look, icon] = newest?.outcome ? looks[newest.outcome] : (['quiet', 'dot'] as const);
  const isOff = !source.isEnabled && newest?.state !== 'running';
  return (
    <span class={`with-icon ${isOff ? 'quiet' : look}`} role="status">
      <Icon name={isOff ? 'dot' : icon} />
      <span>
        {isOff ? words.off : newest ? resultOf(newest) : words.neverRun}
        {!isOff && newest?.endedAt && (
          <span class="quiet"> {formatWhen(newest.endedAt, { withTime: true })}</span>
        )}
      </span>
    </span>
  );
}

/** The last looks with what came of them, and the key of the server. */
export function SourceRuns({ source }: { source: SourceView }) {
  if (source.runs.length === 0) return null;
  return (
    <details class="source-runs">
      <summary>{words.runs}</summary>
      {source.hostKey !== null && (
        <p class="quiet">
          {words.hostKey}: <span class="host-key">{source.hostKey}</span>
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.result}</th>
            <th scope="col">{words.file}</th>
          </tr>
        </thead>
        <tbody>
          {source.runs.map(run => (
            <tr key={run.runId}>
              <td class="number">{formatWhen(run.endedAt ?? run.queuedAt, { withTime: true })}</td>
              <td>
                {resultOf(run)}
                {run.counts && run.outcome === 'applied' ? (
                  <span class="quiet"> {words.counts(run.counts)}</span>
                ) : (
                  run.message !== '' && <span class="quiet"> {run.message}</span>
                )}
              </td>
              <td>{run.fileName}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function resultOf(run: Run): string {
  if (run.outcome !== null) return words.outcomes[run.outcome];
  return run.state === 'running' ? words.states.running : words.states.queued;
}
