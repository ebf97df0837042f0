import { inspect } from 'node:util';

import { SetupError, type Finding } from 'phial';

import type { Rooms } from './rooms.js';

/** Options of `websocket()`. */
export interface WebSocketOptions {
  /** Bytes that a message of a client may have; default 64 KiB. A longer one closes its socket, with 1009. */
  maxMessage?: number;
  /** Bytes that may wait for a client that does not read; default 1 MiB. One that is further behind is cut off. */
  maxWaiting?: number;
  /** Seconds between two pings; default 30. Who has not answered one until the next is gone. */
  ping?: number;
  /** Sockets that one address, or one IPv6 network (/64), may have open; default 100. One more is answered 429. */
  perClient?: number;
  /** The service that handlers declare; default one in memory. Give one with Redis for several processes. */
  rooms?: Rooms;
}

/** What the options are, with their defaults. */
export type Settings = Required<Omit<WebSocketOptions, 'rooms'>>;

const DEFAULTS: Settings = { maxMessage: 64 * 1024, maxWaiting: 1024 * 1024, ping: 30, perClient: 100 };

/**
 * What the options say, with their defaults.
 *
 * @throws SetupError that lists the options that there are not, and those whose values are wrong
 */
export function settingsOf({ rooms: _rooms, ...options }: WebSocketOptions): Settings {
  const findings = Object.entries(options).flatMap(([name, value]) => checkOption(name, value));
  if (findings.length > 0) throw new SetupError(findings);
  const { maxMessage, maxWaiting, ping, perClient } = options;
  return {
    maxMessage: maxMessage ?? DEFAULTS.maxMessage,
    maxWaiting: maxWaiting ?? DEFAULTS.maxWaiting,
    ping: ping ?? DEFAULTS.ping,
    perClient: perClient ?? DEFAULTS.perClient,
  };
}

/** What fits into the 32 bits that timers and `ws` count with. */
const LONGEST = 2 ** 31 - 1;

function checkOption(name: string, value: unknown): Finding[] {
  if (!(name in DEFAULTS)) {
    const cure = `There are ${[...Object.keys(DEFAULTS), 'rooms'].join(', ')}.`;
    return [{ who: 'websocket()', cause: `there is no option '${name}'`, cure }];
  }
  if (value === undefined || (typeof value === 'number' && value > 0 && (value <= LONGEST || value === Infinity)))
    return [];
  return [{ who: `websocket({ ${name} })`, cause: `it is ${inspect(value)}`, cure: 'Give it a number above 0.' }];
}
