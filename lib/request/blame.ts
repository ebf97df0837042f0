import { isStreamed } from '../response/streams.js';
import type { Request } from './request.js';

/** Takes note of what threw something that the handler would be blamed for: a hook, factory, context processor or error handler. */
export function blame(request: Request, thrown: unknown, who: string): void {
  const thrownBy = (request.thrownBy ??= new Map());
  // What is thrown again is of who threw it first.
  if (!thrownBy.has(thrown)) thrownBy.set(thrown, who);
}

/** Who threw something: a hook, a factory, a context processor or an error handler, or else the handler. */
export function throwerOf(request: Request, thrown: unknown): string {
  return request.thrownBy?.get(thrown) ?? request.plan.who;
}

/** Who gave a body that comes in pieces, where it was not the handler: a hook or an error handler. */
const givers = new WeakMap<object, string>();

/** Takes note of who gave a body, which may still fail while it is sent. */
export function noteGiver({ plan }: Pick<Request, 'plan'>, body: unknown, who: string): void {
  if (who !== plan.who && isStreamed(body)) givers.set(body, who);
}

/** Who gave a body; undefined for the handler. */
export function giverOf(body: object): string | undefined {
  return givers.get(body);
}
