/**
 * Marks a class as Phial's, for another copy of Phial in the same process: its `instanceof` does not know this one's.
 * What is made of such a class bears the mark.
 */
export function markAsPhials(...types: MarkedClass[]): void {
  for (const type of types) Object.defineProperty(type.prototype, MARK, { value: THIS_COPY });
}

/** The same of a class that this copy's decorators or `Form()`, `Json()` and their like know, and another's do not. */
export function markClass(type: object): void {
  if (!Object.hasOwn(type, MARK)) Object.defineProperty(type, MARK, { value: THIS_COPY, configurable: true });
}

/** Whether a class was marked by another copy of Phial, itself or one that it extends, or is one of that copy's. */
export function isForeignClass(type: MarkedClass): boolean {
  const marks = [(type as Marked)[MARK], (type.prototype as Marked | undefined)?.[MARK]];
  return marks.some((mark) => mark !== undefined && mark !== THIS_COPY);
}

/** The name of its class, when a value is an object of another copy of Phial. */
export function foreignName(value: unknown): string | undefined {
  const mark = typeof value === 'object' && value !== null ? (value as Marked)[MARK] : undefined;
  return mark === undefined || mark === THIS_COPY ? undefined : (value as object).constructor.name;
}

export const TWO_COPIES = 'two copies of Phial are installed';
export const ONE_COPY =
  'See where they are with npm ls phial, and keep one: a package that needs Phial names it in its peerDependencies.';

const MARK = Symbol.for('phial.class');
const THIS_COPY = Symbol('this copy of Phial');

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any class
type MarkedClass = abstract new (...args: any[]) => object;

interface Marked {
  [MARK]?: symbol;
}
