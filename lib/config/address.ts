import { resolve } from 'node:path';

import type { RunOptions } from '../plain/launch.js';
import type { Finding } from '../plain/setup-error.js';
import { shownBriefly } from '../plain/shown.js';

/** Where to listen, as Node takes it: a port, or the path of a Unix socket. */
export type Address = { host: string; port: number } | { path: string };

/** What may stand for an address in options: `socket`, or the others. */
export interface GivenAddress {
  host?: string | undefined;
  port?: number | undefined;
  socket?: string | undefined;
}

/** Bytes that the path of a Unix socket may have: the system's own limit, and without it the path would be cut off. */
const LONGEST_PATH = process.platform === 'darwin' ? 103 : 107;

/**
 * Where to listen. An argument wins over the environment, the environment over the default; and where both come from the
 * same, a socket wins over host and port.
 *
 * @throws RangeError when the port is not a whole number from 0 to 65535, or the host or socket is not text
 */
export function addressToListenAt(options: GivenAddress, environment = process.env): Address {
  const isByPort = options.host !== undefined || options.port !== undefined;
  const socket = options.socket ?? (isByPort ? undefined : environment['PHIAL_SOCKET'] || undefined);
  if (socket === undefined) return hostAndPort(options, environment);
  const path = resolve(checkedSocket(socket, options.socket === undefined ? 'PHIAL_SOCKET' : 'socket'));
  const length = Buffer.byteLength(path);
  if (length <= LONGEST_PATH) return { path };
  throw new RangeError(
    `The path of the socket has ${length} bytes, and the system takes ${LONGEST_PATH} at most: ${path}. Choose a shorter one, as in /run/app.sock.`,
  );
}

/** The address in what `app.run()` says. */
export function addressIn(url: string): Address {
  if (url.startsWith('unix:')) return { path: url.slice('unix:'.length) };
  const { protocol, hostname, port } = new URL(url);
  // URLs leave the usual one away.
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

/** A part of an address, and what to type for another: the place alone that it comes from, since others may not win over it. */
export type Choices = Readonly<Record<keyof GivenAddress, string>>;

/**
 * What to type for another address.
 *
 * @param options of `app.run()`
 * @param launch how the command line wants the app to run, when it does
 */
export function choicesOf(
  options: GivenAddress,
  launch: { options: GivenAddress } | undefined,
  environment = process.env,
): Choices {
  const choiceOf = (name: keyof GivenAddress): string => {
    const [argument, variable] = [`app.run({ ${name} })`, `PHIAL_${name.toUpperCase()}`];
    if (launch?.options[name] !== undefined) return `--${name}`;
    if (options[name] !== undefined) return argument;
    if (environment[variable]) return variable;
    return launch === undefined ? `${variable} or ${argument}` : `--${name}`;
  };
  return { host: choiceOf('host'), port: choiceOf('port'), socket: choiceOf('socket') };
}

function checkedSocket(socket: unknown, name: string): string {
  if (typeof socket === 'string' && socket.trim() !== '' && !socket.includes('\0')) return socket;
  throw new RangeError(`${name} is ${shownBriefly(socket)}; it must be the path of a Unix socket: '/run/app.sock'.`);
}

function hostAndPort(options: GivenAddress, environment: NodeJS.ProcessEnv): { host: string; port: number } {
  const host: unknown = options.host ?? (environment['PHIAL_HOST'] || '127.0.0.1');
  const given: unknown = options.port ?? (environment['PHIAL_PORT'] || 5000);
  // An empty host would be every address of this machine.
  if (typeof host !== 'string' || host.trim() === '')
    throw new RangeError(
      `host is ${JSON.stringify(host)}; it must be a name or an address: '127.0.0.1', or '0.0.0.0' for all.`,
    );
  const [scheme] = /^\w+:\/\//.exec(host) ?? [];
  if (scheme !== undefined)
    throw new RangeError(
      `${options.host == null ? 'PHIAL_HOST' : 'host'} is ${JSON.stringify(host)}; write its name or address alone, without ${scheme}.`,
    );
  const port = /^\d{1,5}$/.test(String(given)) ? Number(given) : NaN;
  if (port >= 0 && port <= 65535) return { host, port };
  throw new RangeError(
    `${options.port == null ? 'PHIAL_PORT' : 'port'} is ${JSON.stringify(given)}; it must be a whole number from 0 to 65535.`,
  );
}

/** The options of a run, where others win over them: a socket takes the place of host and port, and they that of a socket. */
export function overruled({ host, port, socket, ...others }: RunOptions, by: RunOptions = {}): RunOptions {
  const isByPort = by.host !== undefined || by.port !== undefined;
  return {
    ...others,
    ...(by.socket === undefined && { ...(host !== undefined && { host }), ...(port !== undefined && { port }) }),
    ...(!isByPort && socket !== undefined && { socket }),
    ...by,
  };
}

/** Says that an app can be at one place alone. */
export function checkOnePlace(who: string, { host, port, socket }: GivenAddress): Finding[] {
  if (socket === undefined || (host === undefined && port === undefined)) return [];
  const other = port === undefined ? 'host' : 'port';
  const cause = `it was given a socket and a ${other}, and listens at one of them`;
  return [{ code: 'PH420', who, cause, cure: `Leave the ${other} away, or the socket.` }];
}
