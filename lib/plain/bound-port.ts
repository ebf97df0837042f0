import type { SendHandle } from 'node:child_process';
import type { Server } from 'node:net';

/**
 * A port that is bound: Node's own handle of it, which can be sent to another process. Connections queue there until some
 * process takes them, and none is refused before the last one that has it has closed it.
 */
export type BoundPort = SendHandle & { close(): void };

/** Whether ports and connections can go from one process to another: not under Bun, which says so by throwing. */
export const CAN_SEND_HANDLES = !('Bun' in globalThis);

/**
 * The port that a server listens at. Undefined where it cannot be sent, and for a Unix socket: the process that made it
 * removes its file.
 */
export function portOf(server: Server | undefined): BoundPort | undefined {
  if (server === undefined || !CAN_SEND_HANDLES || typeof server.address() === 'string') return undefined;
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
