/**
 * Marks a class as Phial's, for another copy of Phial in the same process: its `instanceof` does not know this one's.
 * What is made of such a class bears the mark.
 */
export function markAsPhials(...types: MarkedClass[]): void {
  for (const type of types) Object.defineProperty(type.prototype, MARK, { value: THIS_COPY });
}

/** The same of a class that this copy's decorators or `Form()`, `Json()` and their like know, and another's do not. */
export function markClass(type: object): void {
  const marks = ownMarks(type);
  // A class may have decorators of both: of a hook that only the other copy knows, nothing else would tell.
  if (!marks.includes(THIS_COPY))
    Object.defineProperty(type, MARKS, { value: [...marks, THIS_COPY], configurable: true });
}

/** Whether a class was marked by another copy of Phial, itself or one that it extends, or is one of that copy's. */
export function isForeignClass(type: MarkedClass): boolean {
  const marks = [(type.prototype as Marked | undefined)?.[MARK]];
  for (let at: unknown = type; typeof at === 'function'; at = Object.getPrototypeOf(at)) marks.push(...ownMarks(at));
  return marks.some((mark) => mark !== undefined && mark !== THIS_COPY);
}

function ownMarks(type: object): readonly symbol[] {
  return Object.hasOwn(type, MARKS) ? (type as Marked)[MARKS]! : [];
}

/** The name of its class, when a value is an object of another copy of Phial. */
export function foreignName(value: unknown): string | undefined {
  const mark = typeof value === 'object' && value !== null ? (value as Marked)[MARK] : undefined;
  return mark === undefined || mark === THIS_COPY ? undefined : (value as object).constructor.name;
}

/** @throws TypeError for what another copy of Phial has made, which is data to this one */
export function refuseForeign(value: unknown, subject: string): void {
  const name = foreignName(value);
  if (name !== undefined)
    throw new TypeError(`${subject} a ${name} of another copy of Phial: ${TWO_COPIES}. ${ONE_COPY}`);
}

export const TWO_COPIES = 'two copies of Phial are installed';
export const ONE_COPY =
  'See where they are with npm ls phial, and keep one: a package that needs Phial names it in its peerDependencies, and one that lies in a folder beside the app is installed by npm install --install-links.';

/** Of what is made of a class, and of a class itself: by how many copies it may be marked. */
const MARK = Symbol.for('phial.class');
const MARKS = Symbol.for('phial.marks');
const THIS_COPY = Symbol('this copy of Phial');

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any class
type MarkedClass = abstract new (...args: any[]) => object;

interface Marked {
  [MARK]?: symbol;
  [MARKS]?: readonly symbol[];
}
