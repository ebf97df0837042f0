import { Abort } from 'phial';

/** The code that stands for what a method threw, when it is too late for an answer of HTTP. */
export function codeOf(thrown: unknown): { code: number; reason: string } {
  if (!(thrown instanceof Abort) || thrown.status >= 500) return { code: 1011, reason: '' };
  return { code: 4000 + thrown.status, reason: thrown.message };
}
