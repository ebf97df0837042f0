import type { SendHandle } from 'node:child_process';
import type { Server } from 'node:net';

/**
 * A port that is bound: Node's own handle of it, which can be sent to another process. Connections queue there until some
 * process takes them, and none is refused before the last one that has it has closed it.
 */
export type BoundPort = SendHandle & { close(): void };

/** The port that a server listens at. Undefined for a Unix socket: the process that made it removes its file. */
export function portOf(server: Server | undefined): BoundPort | undefined {
  if (server === undefined || typeof server.address() === 'string') return undefined;
  // `server.listen()` takes what has a `_handle`, so that its name is a promise; Node's own cluster sends it.
  return (server as unknown as { _handle?: BoundPort | null })._handle ?? undefined;
}

/** Has a server listen at such a port the next time that it is told to listen, whatever the address. */
export function takeOver(server: Server, port: BoundPort): void {
  server.listen = () => {
    Reflect.deleteProperty(server, 'listen');
    return server.listen(port);
  };
}
