import type { FastifyInstance } from 'fastify';

import type { Address, Choices } from '../config/address.js';
import { takeOver, type BoundPort } from '../plain/bound-port.js';
import { isSocket, removeIfDead, restrict } from './unix-socket.js';

/** Explains itself, so that `phial run` shows no stack. */
class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Listens at an address.
 *
 * @param mode what the log says of it
 * @param choices what to type for another address
 * @param port that of the address, where another process has bound it already
 * @throws ListenError saying what to do
 */
export async function listen(
  fastify: FastifyInstance,
  address: Address,
  mode: string,
  choices: Choices,
  port?: BoundPort,
): Promise<void> {
  if (port !== undefined) takeOver(fastify.server, port);
  const options = {
    ...address,
    listenTextResolver: (url: string) => `Listening at ${'path' in address ? urlOf('', address) : url}${mode}`,
  };
  try {
    await fastify.listen(options).catch(async (error: NodeJS.ErrnoException) => {
      // Not before it was tried: workers share a socket that is there.
      const isFree = error.code === 'EADDRINUSE' && 'path' in address && (await removeIfDead(address.path));
      if (!isFree) throw error;
      await fastify.listen(options);
    });
    if ('path' in address) await restrict(address.path);
  } catch (error) {
    throw 'path' in address ? await explainSocket(error, address.path, choices) : explainPort(error, address, choices);
  }
}

/** The address under which a server listens: `http://127.0.0.1:5000`, `unix:/run/app.sock`. */
export function urlListenedAt({ server }: FastifyInstance, address: Address): string {
  if ('path' in address) return urlOf('', address);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return urlOf('setSecureContext' in server ? 'https' : 'http', { ...address, port });
}

export function urlOf(scheme: string, address: Address): string {
  if ('path' in address) return `unix:${address.path}`;
  const { host, port } = address;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function explainSocket(error: unknown, path: string, { socket }: Choices): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException;
  const choose = `Choose another with ${socket}.`;
  if (code === 'EADDRINUSE') {
    return new ListenError(
      (await isSocket(path))
        ? `The socket ${path} is in use: another program, or another run of this app, listens there. ${choose}`
        : `At ${path} there is something else than a socket, which is left as it is. ${choose}`,
      { cause: error },
    );
  }
  // Node says so of a folder that is missing, too.
  if (code === 'EACCES')
    return new ListenError(
      `The socket ${path} cannot be made: its folder is not there, or this user may not write to it. ${choose}`,
      { cause: error },
    );
  return error;
}

/** What to do about an error of `listen()`. */
function explainPort(error: unknown, { host, port }: { host: string; port: number }, choices: Choices): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const choose = `Choose another with ${choices.port}; 0 picks a free one.`;
  if (code === 'EADDRINUSE')
    return new ListenError(
      `Port ${port} on ${host} is in use: another program, or another run of this app, listens there. ${choose}`,
      { cause: error },
    );
  if (code === 'EACCES')
    return new ListenError(`Port ${port} on ${host} may not be used without special rights. ${choose}`, {
      cause: error,
    });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new ListenError(
      `The host ${host} is no address of this machine. Choose another with ${choices.host}: 127.0.0.1, or 0.0.0.0 for all.`,
      { cause: error },
    );
  }
  return error;
}
