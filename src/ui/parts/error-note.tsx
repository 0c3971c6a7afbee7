import type { ApiProblem } from '../api.ts';
import { de } from '../de.ts';

/** What went wrong in words, with a way to try again. */
export function ErrorNote({ problem, onRetry }: { problem: ApiProblem; onRetry?: () => void }) {
  return (
    <div class="note bad" role="alert">
      <p>{problem.message}</p>
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          {de.errors.retry}
        </button>
      )}
    </div>
  );
}
