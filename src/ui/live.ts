/**
 * News from the server by server-sent events. The browser reconnects by itself after a broken line,
 * but gives up after a refusal; then we ask again with growing pauses, and stop when logged out.
 */
import { signal } from '@preact/signals';
import type { LiveEvent } from '../domain/api.ts';
import { getSession, session } from './api.ts';

/** `reconnected`: something may have been missed, read everything again. */
export type News = LiveEvent | { type: 'reconnected' };

/** `off`: not wanted (logged out). `lost` only after a grace, so that a blink of the line stays quiet. */
export const connection = signal<'off' | 'open' | 'lost'>('off');

const graceMs = 2_000;
const longestPauseMs = 30_000;

const listeners = new Set<(news: News) => void>();

/** Hears all news until the returned function is called. */
export function onNews(listener: (news: News) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Connects and stays connected until the returned function is called. */
export function connect(): () => void {
  let source: EventSource | null = null;
  let graceTimer = 0;
  let retryTimer = 0;
  let pauseMs = graceMs;
  let isFirst = true;

  const open = () => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => {
      clearTimeout(graceTimer);
      graceTimer = 0;
      pauseMs = graceMs;
      connection.value = 'open';
      if (!isFirst) tell({ type: 'reconnected' });
      isFirst = false;
    };
    source.onmessage = message => {
      const news = readNews(message.data);
      if (news) tell(news);
    };
    source.onerror = () => {
      if (graceTimer === 0) graceTimer = window.setTimeout(() => markLost(), graceMs);
      if (source?.readyState === EventSource.CLOSED) retryLater();
    };
  };
  const markLost = () => {
    connection.value = 'lost';
  };
  const retryLater = () => {
    clearTimeout(retryTimer);
    retryTimer = window.setTimeout(async () => {
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      // An ended session looks like any refusal here; asking tells it apart.
      const state = await getSession().catch(() => null);
      if (state) session.value = state;
      if (state?.user === null) return;
      if (connection.value !== 'off') open();
    }, pauseMs);
  };

  connection.value = 'open';
  open();
  return () => {
    clearTimeout(graceTimer);
    clearTimeout(retryTimer);
    source?.close();
    connection.value = 'off';
  };
}

function tell(news: News): void {
  for (const listener of listeners) listener(news);
}

function readNews(data: string): News | null {
  try {
    const news = JSON.parse(data) as Partial<LiveEvent>;
    if (news.type === 'health-changed') return { type: 'health-changed' };
    if (news.type === 'models-changed') return { type: 'models-changed' };
    if (news.type === 'test-call-changed' && typeof news.mailboxId === 'string') {
      return { type: 'test-call-changed', mailboxId: news.mailboxId };
    }
    if (news.type === 'call-changed' && typeof news.callId === 'string') {
      return { type: 'call-changed', callId: news.callId };
    }
  } catch {
    // A newer server may speak of things this page does not know.
  }
  return null;
}
