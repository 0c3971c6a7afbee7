import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { de } from '../de.ts';

/**
 * A page whose script is fetched when it is first opened: the Inbox, which is open all day, need not wait for
 * it. Once there, it is shown at once.
 */
export function later(load: () => Promise<ComponentType>): ComponentType {
  let loaded: ComponentType | null = null;
  return function Later() {
    const page = useSignal<ComponentType | null>(loaded);
    const hasFailed = useSignal(false);
    const fetchIt = async () => {
      hasFailed.value = false;
      try {
        loaded = await load();
        // A function in a signal is a value like any other.
        page.value = loaded;
      } catch {
        hasFailed.value = true;
      }
    };
    useEffect(() => {
      if (!loaded) void fetchIt();
    }, []);
    const Page = page.value;
    if (Page) return <Page />;
    if (!hasFailed.value) return null;
    // After an update the old script is gone: only a new start of the page finds the new one.
    return (
      <div class="note bad" role="alert">
        <p>{de.pageNotLoaded}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {de.reload}
        </button>
      </div>
    );
  };
}
