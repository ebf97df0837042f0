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
