import type { FindingCode } from './setup-error.js';

/**
 * Members that a class does not have, and that a reader of another framework's documentation looks for. JavaScript would
 * give undefined, and keep what is assigned: neither says anything. What is here costs nothing that the class has.
 */

/**
 * Gives a class members that throw what to write instead. Types do not know them.
 *
 * @param code the number of the finding, of what is told before the first request
 */
export function explainMembers(type: AnyClass, cures: Record<string, string>, code?: FindingCode): void {
  for (const [name, cure] of Object.entries(cures)) {
    if (name in type.prototype) continue;
    const explain = (): never => {
      const article = /^[AEIO]/.test(type.name) ? 'An' : 'A';
      throw new TypeError(
        `${article} ${type.name} has no member '${name}'. ${cure}${code === undefined ? '' : ` (${code})`}`,
      );
    };
    Object.defineProperty(type.prototype, name, { configurable: true, get: explain, set: explain });
    explained.set(explain, cure);
  }
}

/** What to write instead of a member that a class does not have; undefined for one that it has. */
export function cureOfMember(type: AnyClass, name: string): string | undefined {
  const get = Object.getOwnPropertyDescriptor(type.prototype, name)?.get;
  return get === undefined ? undefined : explained.get(get);
}

/** Whether a class, or one that it extends, has a member of that name which is a value and no function. */
export function hasGetter(prototype: object | null, name: string): boolean {
  if (prototype === null) return false;
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  return own === undefined ? hasGetter(Object.getPrototypeOf(prototype) as object | null, name) : own.get !== undefined;
}

const explained = new WeakMap<() => unknown, string>();

/** The same for the members of a class as Flask writes them: `remote_addr`. */
export function explainSnakeCase(type: AnyClass, subject: string, code?: FindingCode): void {
  const names = namesIn(type.prototype).filter((name) => /^[a-z]+[A-Z]/.test(name));
  const snakes = names.map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), name]);
  explainMembers(type, Object.fromEntries(snakes.map(([snake, name]) => [snake, `Write ${subject}.${name}.`])), code);
}

/** Those of the classes that it extends with them. */
function namesIn(prototype: object): string[] {
  if (prototype === Object.prototype) return [];
  return [...Object.getOwnPropertyNames(prototype), ...namesIn(Object.getPrototypeOf(prototype) as object)];
}

/** A dictionary by its own methods. */
interface Dictionary {
  has(key: string): boolean;
}

/**
 * Has a dictionary's class say how its keys are read and written: `session.userId` is no key. A proxy stands behind the
 * prototype, where only names arrive that the class does not have.
 *
 * @param read for a key that is there
 * @param write for any name
 * @param own fields of the instances: some compilers assign them before they are there
 */
export function explainKeys(
  type: AnyClass,
  read: (key: string) => string,
  write: (key: string) => string,
  own: readonly string[] = [],
): void {
  const isKey = (name: string | symbol, receiver: unknown): name is string =>
    typeof name === 'string' &&
    !PROBED.has(name) &&
    receiver instanceof type &&
    (receiver as unknown as Dictionary).has(name);
  // An object of its own: who goes up the chain finds no member here.
  const behind = new Proxy(Object.create(Object.getPrototypeOf(type.prototype) as object) as object, {
    get(target, name, receiver: object) {
      if (isKey(name, receiver)) throw new TypeError(read(name));
      return Reflect.get(target, name, receiver) as unknown;
    },
    set(target, name, value, receiver: object) {
      if (typeof name === 'string' && !own.includes(name) && receiver instanceof type) throw new TypeError(write(name));
      return Reflect.set(target, name, value, receiver);
    },
  });
  Object.setPrototypeOf(type.prototype, behind);
}

/** What is asked of any value, to find out what it is. A client may send keys of these names. */
const PROBED = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  ...[
    'then',
    'catch',
    'finally',
    'pipe',
    'on',
    'getReader',
    'subscribe',
    'next',
    'throw',
    'return',
    'arrayBuffer',
    'length',
    'stack',
    'message',
  ],
  // Node's inspect() looks for URLs.
  'href',
  ...['toJSON', 'toHTML', 'nodeType', 'statusCode', 'code', 'expose', 'accept-version'],
]);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any class
type AnyClass = abstract new (...args: any[]) => object;
