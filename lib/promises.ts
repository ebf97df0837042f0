/** Whether a value has to be waited for; other thenables than promises count. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is Promise<Value>;
export function isPromise(value: unknown): value is Promise<unknown>;
export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
