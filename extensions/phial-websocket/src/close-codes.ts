import { Abort } from 'phial';

/** The code that stands for what a method threw, when it is too late for an answer of HTTP. */
export function codeOf(thrown: unknown): { code: number; reason: string } {
  if (!(thrown instanceof Abort) || thrown.status >= 500) return { code: 1011, reason: '' };
  return { code: 4000 + thrown.status, reason: thrown.message };
}

/** Whether the protocol lets a code be sent: some stand for what was not (RFC 6455, section 7.4). */
export function maySend(code: number): boolean {
  if (!Number.isInteger(code) || [1004, 1005, 1006].includes(code)) return false;
  return (code >= 1000 && code <= 1014) || (code >= 3000 && code <= 4999);
}
