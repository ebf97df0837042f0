import { isError } from './is-error.js';
import { member } from './member.js';

/**
 * A copy of an error that can be read, and marked, by whoever logs it: pino writes into what it logs, which a frozen error
 * refuses, and reads members that may throw.
 */
export function readableCopy(error: unknown): Error {
  const value = Object(error) as object;
  const copy = new Error(textOf(value, 'message') ?? 'Its message cannot be read.');
  const [name, code, stack] = ['name', 'code', 'stack'].map((one) => textOf(value, one));
  copy.name = name ?? 'Error';
  copy.stack = stack ?? `${copy.name}: ${copy.message}`;
  return code === undefined ? copy : Object.assign(copy, { code });
}

/** What a store has thrown, for logs. ioredis puts the command on its errors, with all that it was told; a log writes whatever they have. */
export function withoutCommand(error: unknown): unknown {
  return isError(error) && 'command' in error ? readableCopy(error) : error;
}

/**
 * What was thrown, as Node's streams can take it: they read the stack of an error, where an exception would end the process
 * or leave the client waiting, and take what is falsy for no error at all.
 */
export function streamError(thrown: unknown): unknown {
  if (FALSY.has(thrown)) return new Error(`${String(thrown)} was thrown, which is no Error.`);
  try {
    for (const name of ['stack', 'message', 'name', 'code']) void (thrown as Record<string, unknown>)[name];
    return thrown;
  } catch {
    return readableCopy(thrown);
  }
}

const FALSY = new Set<unknown>([undefined, null, false, 0, '', NaN]);

function textOf(value: object, name: string): string | undefined {
  const text = member(value, name);
  return typeof text === 'string' ? text : undefined;
}

/**
 * The arguments of a call of a logger, with errors that can be read; and with Fastify's request and reply in the place of
 * Phial's, `{ req: request }` or alone, whose serialisers ask for members that those do not have.
 */
export function readableArguments([first, ...others]: readonly unknown[]): unknown[] {
  if (isError(first)) return [readableCopy(first), ...others];
  if (typeof first !== 'object' || first === null) return [first, ...others];
  const request = member(first, 'fastifyRequest');
  if (request !== undefined) return [{ req: request }, ...others];
  const [err, req, res] = ['err', 'req', 'res'].map((one) => member(first, one) as object | null | undefined);
  const readable = {
    ...(err !== undefined && { err: readableCopy(err) }),
    ...(req != null && { req: member(req, 'fastifyRequest') ?? req }),
    ...(res != null && { res: { statusCode: member(res, 'statusCode') ?? member(res, 'status') } }),
  };
  return [{ ...first, ...readable }, ...others];
}
