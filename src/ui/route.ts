/** Where the user is, kept in the URL's fragment: `#/inbox/<callId>?filter=open`. */
import { signal } from '@preact/signals';

export interface Route {
  /** First part of the path, e.g. `inbox`; empty at the root. */
  page: string;
  /** The parts after it, decoded. */
  rest: string[];
  query: URLSearchParams;
}

export const route = signal<Route>(readRoute(location.hash));

addEventListener('hashchange', () => {
  route.value = readRoute(location.hash);
});

/** Goes to a fragment such as `#/inbox`. `replace`: without a step of its own in the history. */
export function go(href: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  route.value = readRoute(href);
}

/** Reads a fragment; what cannot be decoded is taken as it stands. */
export function readRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/').map(decode);
  return { page, rest, query: new URLSearchParams(search) };
}

/** Builds a fragment; empty query values are left out. */
export function hrefOf(parts: readonly string[], query: Record<string, string> = {}): string {
  const path = parts.map(encodeURIComponent).join('/');
  const filled = Object.entries(query).filter(([, value]) => value !== '');
  const search = new URLSearchParams(filled).toString();
  return search ? `#/${path}?${search}` : `#/${path}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
