import { session } from '../api.ts';
import { de } from '../de.ts';

/** The product's name, and where it is one, that this is the demo. */
export function Wordmark() {
  return (
    <span class="wordmark">
      {de.productName}
      {session.value?.isDemo && <span class="tag">{de.demoTag}</span>}
    </span>
  );
}
