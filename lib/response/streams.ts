import { finished, isErrored, isReadable, Readable, type Duplex } from 'node:stream';

import { refuseForeign } from '../plain/copies.js';
import { streamError } from '../plain/readable-error.js';
import { SafeHtml } from './html.js';
import { Unfinished } from './unfinished.js';

/** A body that comes in pieces, from a source that must be closed. */
export type Streamed = Readable | ReadableStream | AsyncIterable<unknown> | Iterator<unknown>;

/** Whether a value is a Node or a web stream. */
export function isStream(value: object): value is Readable | ReadableStream {
  return isWebStream(value) || isNodeStream(value);
}

/** Generators, other iterators, and what is iterable asynchronously. Lists, maps and sets are iterable, but no iterators. */
export function isIterator(value: object): value is AsyncIterable<unknown> | Iterator<unknown> {
  return (
    (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] !== undefined ||
    (typeof (value as { next?: unknown }).next === 'function' && !isObservable(value))
  );
}

/** One of RxJS, of whatever version; its subjects have a `next()`, too. */
export function isObservable(value: object): boolean {
  const { subscribe, pipe } = value as { subscribe?: unknown; pipe?: unknown };
  return typeof subscribe === 'function' && typeof pipe === 'function';
}

export function isStreamed(value: unknown): value is Streamed {
  return typeof value === 'object' && value !== null && (isStream(value) || isIterator(value));
}

/** A stream that may fail before anybody reads it, without ending the process: who reads it hears of it then. */
export function guard<Source extends Readable | ReadableStream>(source: Source): Source {
  if (isNodeStream(source)) source.on('error', () => {});
  return source;
}

/**
 * Refuses a stream that somebody else has read: sent, it would be empty.
 *
 * @param subject begins the error: `Notes.show returned`
 */
export function refuseRead(source: Readable | ReadableStream, subject: string): void {
  if (isWebStream(source) && source.locked)
    throw new TypeError(
      `${subject} a stream that is being read already. Return what is made of it, or a copy: const [mine, other] = stream.tee().`,
    );
  if (isReadToItsEnd(source))
    throw new TypeError(
      `${subject} a stream that was read to its end already. Return what was read, or open the stream anew for each answer.`,
    );
}

function isReadToItsEnd(source: Readable | ReadableStream): boolean {
  if (!isWebStream(source)) return source.readableEnded && source.readableDidRead;
  // Node's types know its own streams alone.
  const stream = source as unknown as Readable;
  return Readable.isDisturbed(stream) && !isReadable(stream) && !isErrored(stream);
}

/** The Node stream of a source: nothing is taken from it before it is read, and closing it closes the source. */
export function toReadable(source: Streamed): Readable {
  // Items of an object stream are checked: an object that is not text would end the process.
  if (!isWebStream(source) && isNodeStream(source) && !source.readableObjectMode) return source;
  const { next, close } = takenFrom<unknown>(source);
  return Readable.from(pieces(next, close));
}

/** What gives the items of a source, and what closes it. The iterator of a stream would wait for an item before it does. */
export function takenFrom<Item>(source: AsyncIterable<Item> | Iterable<Item> | Iterator<Item> | ReadableStream): {
  next: () => Promise<IteratorResult<Item>> | IteratorResult<Item>;
  close: () => unknown;
} {
  if (isWebStream(source)) {
    const reader = (source as ReadableStream<Item>).getReader();
    return { next: () => reader.read() as Promise<IteratorResult<Item>>, close: () => reader.cancel() };
  }
  const iterator = iteratorOf(source);
  const close = isNodeStream(source) ? () => guard(source).destroy() : () => iterator.return?.();
  return { next: () => iterator.next(), close };
}

/** Closes a source that nobody will read to its end. */
export function discard(body: unknown): void {
  if (!isStreamed(body)) return;
  try {
    if (isWebStream(body)) void body.cancel().catch(() => {});
    else if (isNodeStream(body)) guard(body).destroy();
    else void Promise.resolve((body as Iterator<unknown>).return?.()).catch(() => {});
  } catch {
    // A source that cannot be closed has told so in vain: its response is gone.
  }
}

/**
 * Has a stream break with the one that is piped into it: `pipe()` does not, and it would be waited for for ever. One that is
 * made of another by reading it hears of that itself.
 */
export function breakWith(source: unknown, piped: unknown): void {
  if (!isStreamed(source) || !isNodeStream(source) || !isStreamed(piped) || !isNodeStream(piped)) return;
  const { write } = piped as Partial<Duplex>;
  if (write === undefined) return;
  finished(source, { writable: false }, (error) => {
    // What nobody has begun to read is no source of it, and whoever has ended it has done so in view of the error.
    const isSource = source.readableFlowing !== null && !(piped as Duplex).writableEnded;
    if (error != null && isSource) guard(piped).destroy(error);
  });
}

/** The iterator of an iterable; an iterator itself. */
function iteratorOf<Item>(
  source: AsyncIterable<Item> | Iterable<Item> | Iterator<Item>,
): AsyncIterator<Item> | Iterator<Item> {
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  return Symbol.iterator in source ? source[Symbol.iterator]() : source;
}

/**
 * An iterator of its own over what another gives. It is not a generator, whose `return()` would wait for the item that is
 * on its way: a client that leaves closes the source at once, also one that was never begun.
 */
export function derive<Item>(
  next: () => Promise<IteratorResult<Item>>,
  close: () => unknown,
): AsyncIterableIterator<Item> {
  return {
    next,
    async return(): Promise<IteratorResult<Item>> {
      await close();
      return END;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** What an iterator gives when it has nothing more. */
export const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

function pieces(
  next: () => Promise<IteratorResult<unknown>> | IteratorResult<unknown>,
  close: () => unknown,
): AsyncIterable<string | Uint8Array> {
  const take = async (): Promise<IteratorResult<string | Uint8Array>> => {
    const { done, value } = await next();
    return done === true ? END : { done: false, value: toPiece(await value) };
  };
  return derive(
    () => take().catch(throwForStreams),
    () => attemptToClose(close),
  );
}

async function attemptToClose(close: () => unknown): Promise<void> {
  try {
    await close();
  } catch (error) {
    throwForStreams(error);
  }
}

function throwForStreams(error: unknown): never {
  throw streamError(error);
}

function toPiece(value: unknown): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  if (value instanceof SafeHtml || value instanceof Unfinished) return value.toString();
  refuseForeign(value, 'The source of a streamed response gave');
  throw new TypeError(
    `The source of a streamed response gave ${value === null ? 'null' : `a value of type ${typeof value}`}. Give text, html or bytes: JSON.stringify() makes text of data.`,
  );
}

function isWebStream(value: object): value is ReadableStream {
  return typeof (value as Partial<ReadableStream>).getReader === 'function';
}

function isNodeStream(value: object): value is Readable {
  return (
    typeof (value as Partial<Readable>).pipe === 'function' && typeof (value as Partial<Readable>).on === 'function'
  );
}
