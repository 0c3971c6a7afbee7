import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { HealthParts } from '../../domain/api.ts';
import { getHealth, listCalls, logOut, openMessages, session } from '../api.ts';
import { de } from '../de.ts';
import { formatCount } from '../format.ts';
import { connection, onNews } from '../live.ts';
import { go, route } from '../route.ts';
import { HelpDialog } from './help-dialog.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Wordmark } from './wordmark.tsx';

/** The bar on top of every page: where to go, and whether all is well. */
export function TopBar() {
  useOpenCount();
  return (
    <header class="bar">
      <Wordmark />
      <nav aria-label={de.nav.label}>
        <a href="#/inbox" aria-current={currentPage('inbox')}>
          {de.nav.inbox}
          {openMessages.value > 0 && (
            <span class="count">
              <span aria-hidden="true">{formatCount(openMessages.value)}</span>
              <span class="unseen">, {de.nav.openCount(openMessages.value)}</span>
            </span>
          )}
        </a>
        <a href="#/flows" aria-current={currentPage('flows')}>
          {de.nav.flows}
        </a>
      </nav>
      <div class="bar-end">
        <HealthLink />
        <HelpDialog />
        <a class="button plain" href="#/einstellungen" aria-current={currentPage('einstellungen')}>
          <Icon name="settings" />
          <span class="wide-only">{de.nav.settings}</span>
        </a>
        <button type="button" class="button plain" onClick={leave}>
          <Icon name="log-out" />
          <span class="wide-only">{de.nav.logOut}</span>
        </button>
      </div>
    </header>
  );
}

/** Ends the session; also when the server cannot be told, this page forgets what it knew. */
export async function leave(): Promise<void> {
  await logOut().catch(() => undefined);
  go('#/login', { replace: true });
  location.reload();
}

/** How the house is, in words; while the line is down, that. */
function HealthLink() {
  const health = useSignal<HealthParts | null>(null);
  useEffect(() => {
    const read = async () => {
      health.value = await getHealth().catch(() => health.value);
    };
    read();
    return onNews(news => {
      if (news.type === 'health-changed' || news.type === 'reconnected') read();
    });
  }, []);

  // On a phone the words alone must do; the parts are one touch away.
  const [icon, words, details, look]: [IconName, string, string, string] = (() => {
    if (connection.value === 'lost') return ['alert', de.nav.lost, '', 'warn'];
    const troubled = health.value?.parts.filter(part => part.state !== 'ok') ?? [];
    if (troubled.length === 0) return ['dot', health.value ? de.nav.healthy : '', '', 'ok'];
    const isBad = troubled.some(part => part.state === 'bad');
    const parts = troubled.map(part => part.name).join(', ');
    return ['alert', de.nav.check, `: ${parts}`, isBad ? 'bad' : 'warn'];
  })();
  const isLost = connection.value === 'lost';
  return (
    <>
      <span class="unseen" role="status">
        {isLost ? `${de.nav.lost}. ${de.nav.lostHint}` : ''}
      </span>
      {words !== '' && (
        <a
          class={`button plain health ${look}`}
          href="#/einstellungen/zustand"
          title={isLost ? de.nav.lostHint : words + details}
        >
          <Icon name={icon} />
          <span class={look === 'ok' ? 'wide-only' : 'health-words'}>
            {words}
            <span class="wide-only">{details}</span>
          </span>
        </a>
      )}
    </>
  );
}

const currentPage = (page: string) => (route.value.page === page ? 'page' : undefined);

/** Keeps the count of open messages while another page than the inbox is shown (that one lists anyway). */
function useOpenCount(): void {
  useEffect(() => {
    let timer = 0;
    const read = () => {
      if (route.value.page !== 'inbox' && session.value?.user) listCalls({ limit: 1 }).catch(() => undefined);
    };
    read();
    const stop = onNews(news => {
      if (news.type !== 'call-changed' && news.type !== 'reconnected') return;
      clearTimeout(timer);
      timer = window.setTimeout(read, 500);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}
