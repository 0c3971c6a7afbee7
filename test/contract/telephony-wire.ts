/** A wire to Asterisk's control address that can be cut, with everything that is on it. */
import { createServer, connect as dial, type Socket } from 'node:net';

export interface ControlWire {
  url: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openControlWire(target: URL): Promise<ControlWire> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer(near => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = dial(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the wire has no port');
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}${target.pathname}`,
    cut,
    mend() {
      isCut = false;
    },
    async close() {
      cut();
      await new Promise(done => server.close(done));
    },
  };
}
