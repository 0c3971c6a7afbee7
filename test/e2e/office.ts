/** Somebody in the office: uses the API of a running house as the admin page does. */
import { expect } from 'vitest';
import type { House } from '../../scripts/house/house.ts';
import { until } from './kit.ts';

export interface Office {
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** The whole reply, whatever its status. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
}

/** Makes the first account with the link that the first start prints. */
export async function enterOffice(house: House): Promise<Office> {
  const linkIn = () => /#\/start\?token=([\w-]+)/.exec(house.log())?.[1];
  await until('the set-up link', () => linkIn() !== undefined);
  let cookie = '';
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const isBytes = body instanceof Uint8Array;
    return fetch(`${house.http.url}/api/v1${path}`, {
      method,
      headers: {
        origin: house.http.url,
        cookie,
        ...(body === undefined
          ? {}
          : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
    });
  };
  const office: Office = {
    send,
    async ask(method, path, body) {
      const reply = await send(method, path, body);
      const text = await reply.text();
      expect(reply.ok, `${method} ${path}: ${reply.status} ${text.slice(0, 300)}`).toBe(true);
      return (text === '' ? undefined : JSON.parse(text)) as never;
    },
  };
  const entered = await send('POST', '/first-run', {
    token: linkIn(),
    userName: 'buero',
    password: 'ein langes Passwort',
  });
  expect(entered.status).toBe(201);
  cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return office;
}
