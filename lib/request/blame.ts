import type { Request } from './request.js';

/** Takes note of the hook, factory or error handler that threw something, which its handler would be blamed for. */
export function blame(request: Request, thrown: unknown, who: string): void {
  const thrownBy = (request.thrownBy ??= new Map());
  // What is thrown again is of who threw it first.
  if (!thrownBy.has(thrown)) thrownBy.set(thrown, who);
}

/** Who threw something: a hook, a factory or an error handler, or else the handler. */
export function throwerOf(request: Request, thrown: unknown): string {
  return request.thrownBy?.get(thrown) ?? request.plan.who;
}
