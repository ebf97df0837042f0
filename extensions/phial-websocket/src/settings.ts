import { inspect } from 'node:util';

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
 * @throws TypeError for an option that there is not, or whose value is wrong
 */
export function settingsOf({ rooms: _rooms, ...options }: WebSocketOptions): Settings {
  for (const [name, value] of Object.entries(options)) {
    if (!(name in DEFAULTS))
      throw new TypeError(
        `websocket() has no option '${name}'. There are ${[...Object.keys(DEFAULTS), 'rooms'].join(', ')}.`,
      );
    if (value !== undefined && !(typeof value === 'number' && value > 0 && (value <= LONGEST || value === Infinity)))
      throw new TypeError(`websocket() takes a number above 0 as ${name}, not ${inspect(value)}.`);
  }
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
