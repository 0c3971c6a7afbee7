import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { de } from '../de.ts';
import { Wordmark } from './wordmark.tsx';

/** The narrow sheet before the house: login and first run. */
export function Gate({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · ${de.productName}`;
  }, [title]);
  return (
    <main class="gate">
      <div class="sheet">
        <Wordmark />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
