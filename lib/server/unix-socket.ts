import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, type Server, type Socket } from 'node:net';

import { LOCAL_PEER } from '../request/connection.js';

/** Who may open the socket: its user, and its group, as that of a web server. */
const MODE = 0o660;

/** Gives those who come over a Unix socket an address, which they have none of. */
export function namePeers(server: Server): void {
  server.once('listening', () => {
    if (typeof server.address() !== 'string') return;
    for (const event of ['connection', 'secureConnection'])
      server.prependListener(event, (socket: Socket) =>
        Object.defineProperty(socket, 'remoteAddress', { value: LOCAL_PEER }),
      );
  });
}

/** Lets the group open a socket, and nobody else. */
export function restrict(path: string): Promise<void> {
  return chmod(path, MODE);
}

/**
 * Makes room for a socket where a process has left one that did not end well.
 *
 * @returns false when there is something else: a socket that somebody listens at, or a file
 */
export async function removeIfDead(path: string): Promise<boolean> {
  if (!(await isSocket(path)) || (await isLive(path))) return false;
  await unlink(path).catch(() => undefined);
  return true;
}

export async function isSocket(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSocket() === true;
}

async function isLive(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    // All else, as a full queue or a lack of rights, says that there may be somebody.
    return (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}
