/** A local server that gives model files away as the real ones do, with ranges, and misbehaves on order. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Manifest, ModelEntry } from '../../src/engines/models.ts';

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export type Serve = (
  range: string | undefined,
  response: ServerResponse,
  bytes: Buffer,
  ifRange?: string,
) => void;

const startOf = (range: string | undefined) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);

export const whole: Serve = (range, response, bytes) => {
  const from = startOf(range);
  if (from >= bytes.length) return response.writeHead(416).end();
  const headers = range ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(range ? 206 : 200, { ...headers, 'content-length': bytes.length - from });
  response.end(bytes.subarray(from));
};

/** Sends some bytes and then cuts the line, as a bad connection does. */
export const cutAfter =
  (count: number): Serve =>
  (range, response, bytes) => {
    const from = startOf(range);
    response.writeHead(range ? 206 : 200, { 'content-length': bytes.length - from });
    response.write(bytes.subarray(from, from + count), () => setTimeout(() => response.destroy(), 50));
  };

/** Sends so much and then waits until `goOn` is called. */
export function holdAfter(count: number): { serve: Serve; goOn: () => void } {
  const waiting: (() => void)[] = [];
  return {
    goOn: () => {
      for (const end of waiting.splice(0)) end();
    },
    serve(range, response, bytes) {
      const from = startOf(range);
      response.writeHead(range ? 206 : 200, { 'content-length': bytes.length - from });
      response.write(bytes.subarray(from, from + count));
      waiting.push(() => response.end(bytes.subarray(from + count)));
    },
  };
}

const ifRangeOf = ({ headers }: IncomingMessage): string | undefined =>
  headers['if-range'] === undefined ? undefined : String(headers['if-range']);

export type ModelServer = Awaited<ReturnType<typeof openModelServer>>;

/** `files`: path (with a slash before) → content. */
export async function openModelServer(files: Record<string, Buffer>) {
  const asked: { path: string; range: string | undefined }[] = [];
  const state = { serve: whole };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, range: request.headers.range });
    const bytes = files[path];
    if (bytes) state.serve(request.headers.range, response, bytes, ifRangeOf(request));
    else response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    /** What was asked for, in order. */
    asked,
    /** What it does with a request for a file it has. */
    setServe(serve: Serve) {
      state.serve = serve;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** An entry of the manifest; `change`: of its first file. */
export function entryOf(
  bytes: Buffer,
  change: Partial<ModelEntry['files'][number]> = {},
  more: Partial<ModelEntry> = {},
): ModelEntry {
  return {
    name: 'some-model',
    title: 'Ein Modell',
    kind: 'stt-whisper',
    isDemo: false,
    licence: 'MIT',
    source: 'a test',
    needs: { cores: 1, memoryMb: 100 },
    note: 'nothing',
    quality: 'Für einen Test.',
    files: [
      {
        role: 'model',
        path: 'some-model/weights.bin',
        bytes: bytes.length,
        sha256: sha256(bytes),
        ...change,
      },
    ],
    ...more,
  };
}

export const manifestOf = (...models: ModelEntry[]): Manifest => ({ sets: [], models });
