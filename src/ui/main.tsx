/**
 * The admin page: starts it, decides which page is shown, and keeps the line to the server open
 * while someone is logged in. It never shows data as HTML and never speaks to another host.
 */
import './style.css';
import { useSignal, useSignalEffect } from '@preact/signals';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { type ApiProblem, asProblem, getSession, session } from './api.ts';
import { de } from './de.ts';
import { connect } from './live.ts';
import { Inbox } from './pages/inbox.tsx';
import { Login } from './pages/login.tsx';
import { Start } from './pages/start.tsx';
import { ErrorNote } from './parts/error-note.tsx';
import { later } from './parts/later.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { go, route } from './route.ts';

function App() {
  const problem = useSignal<ApiProblem | null>(null);
  const load = async () => {
    problem.value = null;
    try {
      session.value = await getSession();
    } catch (error) {
      problem.value = asProblem(error);
    }
  };
  useEffect(() => {
    load();
  }, []);

  if (problem.value) {
    return (
      <main class="gate">
        <ErrorNote problem={problem.value} onRetry={load} />
      </main>
    );
  }
  if (!session.value) return null;
  if (session.value.user) return <House />;
  return session.value.needsFirstRun ? <Start /> : <Login />;
}

const pages = {
  inbox: Inbox,
  flows: later(async () => (await import('./pages/flows.tsx')).Flows),
  einstellungen: later(async () => (await import('./pages/settings.tsx')).Settings),
};

function House() {
  useEffect(() => connect(), []);
  const known = route.value.page in pages;
  useSignalEffect(() => {
    if (!(route.value.page in pages)) go('#/inbox', { replace: true });
  });
  if (!known) return null;
  const Page = pages[route.value.page as keyof typeof pages];
  return (
    <div class="house">
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        {de.skipToContent}
      </button>
      <TopBar />
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
    </div>
  );
}

const place = document.getElementById('page');
if (place) render(<App />, place);
