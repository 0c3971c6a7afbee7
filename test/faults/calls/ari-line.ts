/** The line between Hausruf and Asterisk's control address, as a test wants it: whole, cut, or swallowing all. */
import { createServer, connect as dial, type Socket } from 'node:net';

export interface AriLine {
  /** For HAUSRUF_ARI_URL. */
  url: string;
  /** Breaks all connections; new ones are refused until `mend`. */
  cut(): void;
  /** Connections stay, but nothing gets through in either direction, and new ones hang: half-open. */
  swallow(): void;
  /** What was swallowed is gone with its connections; new ones work. */
  mend(): void;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; `target`: Asterisk's own address. */
export async function openAriLine(target: URL): Promise<AriLine> {
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' | 'swallowing' = 'whole';
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer(near => {
    keep(near);
    if (state === 'cut') {
      near.destroy();
      return;
    }
    // Accepted by the system, answered by nobody.
    if (state === 'swallowing') {
      near.resume();
      return;
    }
    const far = dial(Number(target.port), target.hostname);
    keep(far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('data', bytes => {
        if (state === 'whole') other.write(bytes);
      });
      one.on('close', () => {
        // A half-open line tells nobody of its end.
        if (state !== 'swallowing') other.destroy();
      });
    }
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    cut() {
      state = 'cut';
      breakAll();
    },
    swallow() {
      state = 'swallowing';
    },
    mend() {
      if (state === 'swallowing') breakAll();
      state = 'whole';
    },
    async close() {
      breakAll();
      await new Promise(done => server.close(done));
    },
  };
}
