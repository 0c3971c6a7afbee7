/** The built page: its files, and the page itself for every other address. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { Api } from './api-type.ts';
import { Refusal } from './errors.ts';
import type { WebServices } from './services.ts';

export async function addPage(app: Api, services: Pick<WebServices, 'uiFolder'>): Promise<void> {
  const { uiFolder } = services;
  await app.register(fastifyStatic, {
    root: uiFolder,
    dotfiles: 'ignore',
    cacheControl: false,
    // The folder is made by the build, which may come after our start.
    suppressWarning: true,
    schemaHide: true,
    setHeaders: (reply, file) => reply.header('cache-control', cacheRule(file)),
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    if (path === '/api' || path.startsWith('/api/') || !isPage) throw unknownAddress();
    if (path.startsWith('/assets/')) return plain(reply, 404, 'Diese Datei gibt es nicht.');
    if (!existsSync(join(uiFolder, 'index.html'))) return plain(reply, 503, notBuilt);
    return reply.sendFile('index.html');
  });
}

/** Names of assets change with their content; the page that names them must always be fresh. */
const cacheRule = (file: string): string =>
  file.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';

function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply
    .code(status)
    .type('text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(`${text}\n`);
}

const notBuilt =
  'Hausruf läuft, aber diese Seite ist noch nicht gebaut.\nBitte führen Sie auf dem Server „npm run build“ aus und laden Sie die Seite neu.';

const unknownAddress = (): Refusal => new Refusal(404, 'NOT_FOUND', 'Diese Adresse gibt es nicht.');
