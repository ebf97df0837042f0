import { setImmediate } from 'node:timers/promises';

import { markAsPhials, refuseForeign } from '../plain/copies.js';
import { whyNoJson } from '../plain/json-text.js';
import { SafeHtml } from './html.js';
import { refuseInPages, refuseInsideData, watchfulReplacer } from './inside-data.js';
import { CERTAIN, lossIn } from './lossy.js';
import { derive, END, takenFrom } from './streams.js';
import { Unfinished } from './unfinished.js';

/** One server-sent event. `data` that is neither text nor `html` is sent as JSON. */
export interface ServerSentEvent {
  /** What the listener gets as `event.data`; what is not text is sent as JSON. */
  data?: unknown;
  /** The event's type, for `source.addEventListener(type, ...)`; default `message`. */
  event?: string;
  /** What a reconnecting browser sends back as `Last-Event-ID`. */
  id?: string | number;
  /** Milliseconds to wait before reconnecting. */
  retry?: number;
}

/** What `eventStream()` takes: events, or their data as text, as they come. */
export type ServerSentEvents =
  Iterable<string | SafeHtml | ServerSentEvent> | AsyncIterable<string | SafeHtml | ServerSentEvent>;

/** What `eventStream()` gives: a source of events on its way to a response. */
export class EventStream {
  constructor(private readonly source: ServerSentEvents) {}

  /** Inside data it has no place. @internal */
  toJSON(): never {
    refuseInsideData('An eventStream()', 'Return it alone; for a status, makeResponse(eventStream(...), status).');
  }

  /** For logs. @internal */
  toString(): string {
    return 'EventStream';
  }

  /** The events in the wire format of the HTML standard, section 9.2.5. Ends the source when the reader stops. */
  lines(): AsyncIterableIterator<string> {
    const { next, close } = takenFrom<unknown>(this.source);
    let pending: Promise<IteratorResult<unknown>> | undefined;
    let isFirst = true;
    return derive(async () => {
      // Not awaited at once: a source that throws has a promise of its own, too.
      pending ??= (async () => next())();
      if (isFirst) {
        isFirst = false;
        // A source that has nothing to say yet is opened with a comment, for which browsers and proxies wait.
        if ((await Promise.race([pending, setImmediate(NOTHING)])) === NOTHING) return { done: false, value: ':\n\n' };
      }
      const { done, value } = await pending;
      pending = undefined;
      return done === true ? END : { done: false, value: format(await value) };
    }, close);
  }
}

markAsPhials(EventStream);
refuseInPages(EventStream, 'An eventStream()', 'Return it alone.');

const NOTHING = Symbol('nothing yet');

/**
 * Sends server-sent events, one per item of the iterable, as they come.
 *
 * @example
 * ```ts
 * async function* ticks() {
 *   yield { event: 'tick', data: 1 };
 * }
 * return eventStream(ticks());
 * ```
 * @throws TypeError when the source is not iterable
 */
export function eventStream(source: ServerSentEvents): EventStream {
  if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source || Symbol.iterator in source)) {
    const cure =
      typeof source === 'function'
        ? 'Call the generator function: eventStream(events()).'
        : 'Give it a list, a generator or another (async) iterable.';
    throw new TypeError(`eventStream was given ${describe(source)}, which is not iterable. ${cure}`);
  }
  return new EventStream(source);
}

const FIELDS = ['data', 'event', 'id', 'retry'];

function format(item: unknown): string {
  if (typeof item === 'string' || item instanceof SafeHtml || item instanceof Unfinished) return block({ data: item });
  refuseForeign(item, 'The source of an eventStream gave');
  const fields = typeof item === 'object' && item !== null ? Object.keys(item) : [];
  const unknown = fields.find((field) => !FIELDS.includes(field));
  if (fields.length === 0 || unknown !== undefined) {
    const what = unknown === undefined ? describe(item) : `an object with the field '${unknown}'`;
    throw new TypeError(`The source of an eventStream gave ${what}. Give text or { data, event, id, retry }.`);
  }
  return block(item as ServerSentEvent);
}

function block({ data, event, id, retry }: ServerSentEvent): string {
  let text = '';
  if (event !== undefined) text += `event: ${singleLine(event)}\n`;
  if (id !== undefined) text += `id: ${singleLine(id).replaceAll('\0', '')}\n`;
  if (retry !== undefined) text += `retry: ${milliseconds(retry)}\n`;
  // Without data, browsers would pass the event over; an id or a time alone is not an event.
  if (data !== undefined || event !== undefined) {
    const isText = typeof data === 'string' || data instanceof SafeHtml || data instanceof Unfinished;
    const lines = isText ? String(data) : data === undefined ? '' : jsonOf(data);
    for (const line of lines.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  }
  return `${text}\n`;
}

/**
 * A stream that is on its way is not cut for a function, nor for a part that may be meant to be `{}`.
 *
 * @throws TypeError for what JSON would certainly lose, and for data of which nothing is left
 */
function jsonOf(data: unknown): string {
  if (typeof data === 'function' || typeof data === 'symbol')
    throw new TypeError(
      `The data of a server-sent event is ${typeof data === 'symbol' ? 'a symbol' : data.name === '' ? 'a function' : `the function ${data.name}`}. Give text, or data for JSON.`,
    );
  try {
    const text = (JSON.stringify(data) as string | undefined) ?? '';
    const isLost = text === '{}' || (typeof data === 'object' && data !== null && lossIn(data) === CERTAIN);
    return isLost ? JSON.stringify(data, watchfulReplacer('.data', true)) : text;
  } catch (error) {
    throw new TypeError(`The data of a server-sent event cannot be JSON: ${whyNoJson(error)}`, { cause: error });
  }
}

/** A line break in a name or an id would begin a field of its own. */
function singleLine(text: unknown): string {
  return String(text).replace(/[\r\n]+/g, ' ');
}

function milliseconds(retry: unknown): number {
  if (typeof retry === 'number' && Number.isFinite(retry) && retry >= 0) return Math.trunc(retry);
  throw new TypeError(`The field 'retry' of a server-sent event takes milliseconds, not ${describe(retry)}.`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function'
    ? 'a function'
    : `the ${typeof value} ${JSON.stringify(typeof value === 'bigint' ? String(value) : value)}`;
}
