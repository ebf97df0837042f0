import type { FastifyInstance } from 'fastify';

/** Explains itself, so that `phial run` shows no stack. */
class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** The address under which a server listens: `http://127.0.0.1:5000`. */
export function addressOf({ server }: FastifyInstance, host: string, port: number): string {
  const bound = server.address();
  const scheme = 'setSecureContext' in server ? 'https' : 'http';
  return urlOf(scheme, host, typeof bound === 'object' && bound !== null ? bound.port : port);
}

export function urlOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** What to do about an error of `listen()`. */
export function explainListenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const choose = 'Choose another with PHIAL_PORT or app.run({ port }); 0 picks a free one.';
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
      `The host ${host} is no address of this machine. Choose another with PHIAL_HOST or app.run({ host }): 127.0.0.1, or 0.0.0.0 for all.`,
      { cause: error },
    );
  }
  return error;
}
