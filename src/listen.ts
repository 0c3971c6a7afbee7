import { HausrufError } from './domain/problem.ts';

/** Opens the door of the admin page. Where that fails everything is stopped. Throws HausrufError PORT_TAKEN. */
export async function listenOrStop(
  app: { listen(at: { host: string; port: number }): Promise<unknown> },
  { host, port, stop }: { host: string; port: number; stop: () => Promise<void> },
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new HausrufError(
      'PORT_TAKEN',
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another port in HAUSRUF_HTTP_PORT.`,
    );
  }
}
