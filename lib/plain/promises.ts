/** Whether a value has to be waited for; other thenables than promises count. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is Promise<Value>;
export function isPromise(value: unknown): value is Promise<unknown>;
export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** A promise that keeps the rules: other thenables may call back twice. */
export function settled<Value>(value: Promise<Value>): Promise<Value> {
  return Promise.resolve(value);
}

/** Goes on at once with a value, and later with a promise of one: what need not wait does not. */
export function then<Value, Next>(
  value: Value | Promise<Value>,
  next: (value: Value) => Next | Promise<Next>,
): Next | Promise<Next> {
  return isPromise(value) ? settled(value).then(next) : next(value);
}

/** Looks from time to time whether something is so that nobody tells of. */
export function until(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => (isSo() ? resolve() : void setTimeout(look, 50).unref());
    look();
  });
}

/** What a function gives; or what is made of its error, which it throws at once, or later as a promise. */
export function attempt<Value>(
  call: () => Value | Promise<Value>,
  rescue: (error: unknown) => Value | Promise<Value>,
): Value | Promise<Value> {
  try {
    const value = call();
    return isPromise(value) ? settled(value).catch(rescue) : value;
  } catch (error) {
    return rescue(error);
  }
}
