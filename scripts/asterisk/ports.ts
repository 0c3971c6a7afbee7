import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { HausrufError } from '../../src/domain/problem.ts';

export interface WantedPort {
  host: string;
  port: number;
  protocol: 'udp' | 'tcp';
  /** The variable that sets it, for the message. */
  variable: string;
}

/** Throws HausrufError PORT_TAKEN naming the first port that another program holds. */
export async function assertPortsFree(ports: readonly WantedPort[]): Promise<void> {
  for (const wanted of ports) if (!(await canBind(wanted))) throw portTaken(wanted);
}

export function portTaken({ host, port, protocol, variable }: WantedPort): HausrufError {
  return new HausrufError(
    'PORT_TAKEN',
    `Port ${port} (${protocol}) on ${host} is taken by another program. Stop it, or choose another port in ${variable}.`,
  );
}

/** False only when the port is taken; any other trouble (no right, no such address) is Asterisk's to tell. */
export function canBind({ host, port, protocol }: Omit<WantedPort, 'variable'>): Promise<boolean> {
  return new Promise(done => {
    const failed = (error: NodeJS.ErrnoException) => done(error.code !== 'EADDRINUSE');
    if (protocol === 'udp') {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      socket.once('error', error => {
        socket.close();
        failed(error);
      });
      socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => done(true)));
    } else {
      const server = createServer();
      server.once('error', failed);
      server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)));
    }
  });
}
