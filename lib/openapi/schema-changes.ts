import { alternativesOf, isUnion, nullable, orNull, pairsOf } from './alternatives.js';
import { breaking, harmless, partsOf, type Change, type Pair, type Part } from './pair.js';

type Direction = 'input' | 'output';

/** What a schema is compared with, and where. */
interface Comparing {
  pair: Pair;
  direction: Direction;
  /** Pairs with a reference that were compared: schemas may be recursive. */
  seen: Set<string>;
}

/**
 * Finds what has changed of a schema.
 *
 * @param where `body.author.name`
 * @param direction what clients send must still be taken; what they get must still be what they know
 */
export function schemaChanges(
  pair: Pair,
  before: unknown,
  after: unknown,
  where: string,
  direction: Direction,
): Change[] {
  return compare({ pair, direction, seen: new Set() }, before, after, where);
}

function compare(how: Comparing, given: unknown, now: unknown, where: string): Change[] {
  // These are schemas, too: of what cannot be there, and of anything.
  if (given === true && now === true) return [];
  if (given === false || now === false) return presenceChanges(how, given !== false, now !== false, where);
  const parts = [nullable(given, how.pair.before), nullable(now, how.pair.after)] as const;
  const ofNull = nullChanges(how, parts[0].isNullable, parts[1].isNullable, where);
  if (parts.some(({ part }) => '$ref' in Object(part))) {
    const key = JSON.stringify(parts.map(({ part }) => part));
    if (how.seen.has(key)) return ofNull;
    how.seen.add(key);
  }
  const both = how.pair.both(parts[0].part, parts[1].part);
  if (both.some(isUnion) && both.some(({ type }) => type !== undefined))
    return [...ofNull, ...unionChanges(how, both[0], both[1], where)];
  const [before, after] = both.map((part, index) => (parts[index]!.isNullable ? orNull(part) : part)) as [Part, Part];
  return [
    // In other schemas null is one of the types.
    ...(both.every(isUnion) ? ofNull : []),
    ...typeChanges(how, before, after, where),
    ...valueChanges(how, before, after, where),
    ...limitChanges(how, before, after, where),
    ...memberChanges(how, before, after, where),
    ...keyChanges(how, before, after, where),
    ...otherMemberChanges(how, before, after, where),
    ...itemChanges(how, before, after, where),
    ...tupleChanges(how, before, after, where),
    ...choiceChanges(how, before, after, where),
  ];
}

function presenceChanges({ direction }: Comparing, was: boolean, is: boolean, where: string): Change[] {
  if (was === is) return [];
  const text = `${where} ${is ? 'may be there now' : 'cannot be there any more'}`;
  return [{ breaks: is === (direction === 'output'), text }];
}

/** Of a union, or of a schema that was compared before where it stands again. */
function nullChanges({ direction }: Comparing, was: boolean, is: boolean, where: string): Change[] {
  if (was === is) return [];
  const text = `${where} ${is ? 'may be null, too' : 'cannot be null any more'}`;
  return [{ breaks: is === (direction === 'output'), text }];
}

/** Where only one is a union: whoever chooses may send each of what is sent, and one of what is taken must fit it. */
function unionChanges(how: Comparing, before: Part, after: Part, where: string): Change[] {
  const [old, now] = [alternativesOf(before), alternativesOf(after)];
  const changes = (one: unknown, other: unknown): Change[] =>
    compare({ ...how, seen: new Set(how.seen) }, one, other, where);
  const fits = (one: unknown, other: unknown): boolean => !changes(one, other).some(({ breaks }) => breaks);
  const breaks =
    how.direction === 'input'
      ? !old.every((one) => now.some((other) => fits(one, other)))
      : !now.every((other) => old.some((one) => fits(one, other)));
  return [
    { breaks, text: `${where} has ${isUnion(after) ? `${now.length} alternatives now` : 'no alternatives any more'}` },
  ];
}

function typeChanges({ direction }: Comparing, before: Part, after: Part, where: string): Change[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  if (old.join() === now.join()) return [];
  // Of the types that one side may send the other must take each; without any, all are taken.
  const [sent, taken] = direction === 'input' ? [old, now] : [now, old];
  const isTaken = (type: string): boolean =>
    taken.length === 0 || taken.includes(type) || (type === 'integer' && taken.includes('number'));
  const fits = taken.length === 0 || (sent.length > 0 && sent.every(isTaken));
  const text = `${where} was ${old.join(' or ') || 'anything'}, and is ${now.join(' or ') || 'anything'}`;
  return [fits ? harmless(text) : breaking(text)];
}

function typesOf({ type }: Part): string[] {
  return ([type ?? []].flat() as string[]).toSorted();
}

/** An enum that is narrower takes less, and one that is wider may surprise who reads it. */
function valueChanges({ direction }: Comparing, before: Part, after: Part, where: string): Change[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (old === undefined && now === undefined) return [];
  const gone = old?.filter((one) => now !== undefined && !now.includes(one)) ?? [];
  const added = now?.filter((one) => old !== undefined && !old.includes(one)) ?? [];
  const isInput = direction === 'input';
  return [
    ...(old === undefined
      ? [
          isInput
            ? breaking(`${where} is one of ${now!.join()} now`)
            : harmless(`${where} is one of ${now!.join()} now`),
        ]
      : []),
    ...(now === undefined
      ? [isInput ? harmless(`${where} may be anything`) : breaking(`${where} may be anything`)]
      : []),
    ...gone.map((one) => ({ breaks: isInput, text: `${where} cannot be ${one} any more` })),
    ...added.map((one) => ({ breaks: !isInput, text: `${where} may be ${one}, too` })),
  ];
}

function valuesOf(schema: Part): string[] | undefined {
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  return (values as unknown[] | undefined)?.map((one) => JSON.stringify(one));
}

/** Whether a larger number takes less. */
const LIMITS: Readonly<Record<string, boolean>> = {
  minimum: true,
  exclusiveMinimum: true,
  minLength: true,
  minItems: true,
  maximum: false,
  exclusiveMaximum: false,
  maxLength: false,
  maxItems: false,
};

function limitChanges({ direction }: Comparing, before: Part, after: Part, where: string): Change[] {
  const isInput = direction === 'input';
  const limits = Object.entries(LIMITS).flatMap(([name, isLower]) => {
    const [old, now] = [before[name], after[name]] as [number | undefined, number | undefined];
    if (old === now) return [];
    const none = isLower ? -Infinity : Infinity;
    const isTighter = isLower ? (now ?? none) > (old ?? none) : (now ?? none) < (old ?? none);
    return [{ breaks: isInput && isTighter, text: `the ${name} of ${where} is ${now ?? 'gone'}` }];
  });
  const forms = ['pattern', 'format', 'multipleOf', 'uniqueItems'].flatMap((name) => {
    if (before[name] === after[name]) return [];
    const text = `the ${name} of ${where} is ${after[name] === undefined ? 'gone' : String(after[name])}`;
    return [{ breaks: isInput ? after[name] !== undefined : before[name] !== undefined, text }];
  });
  const isDefault = isInput && JSON.stringify(before['default']) !== JSON.stringify(after['default']);
  const without = isDefault
    ? [harmless(`the default of ${where} is ${JSON.stringify(after['default']) ?? 'gone'}`)]
    : [];
  return [...limits, ...forms, ...without];
}

function memberChanges(how: Comparing, before: Part, after: Part, where: string): Change[] {
  const isInput = how.direction === 'input';
  const [old, now] = [membersOf(before), membersOf(after)];
  const [wasRequired, isRequired] = [requiredIn(before), requiredIn(after)];
  const gone = [...old.keys()].filter((name) => !now.has(name));
  return [
    ...gone.map((name) => ({
      breaks: !isInput || after['additionalProperties'] === false,
      text: `${where}.${name} is gone`,
    })),
    ...[...now].flatMap(([name, schema]) => {
      const place = `${where}.${name}`;
      const must = isRequired.includes(name);
      if (!old.has(name)) {
        const text = `${place} is new${must && isInput ? ' and required' : ''}`;
        return [{ breaks: must && isInput, text }];
      }
      const known = old.get(name);
      const did = wasRequired.includes(name);
      return [
        ...(must === did
          ? []
          : [{ breaks: must === isInput, text: `${place} is ${must ? 'required' : 'optional'} now` }]),
        // Where neither names it, it changes as all others do.
        ...(known === undefined && schema === undefined
          ? []
          : compare(how, known ?? before['additionalProperties'], schema ?? after['additionalProperties'], place)),
      ];
    }),
  ];
}

/** The members that an object names, and those that it requires without: records say their keys so. */
function membersOf(schema: Part): Map<string, unknown> {
  return new Map([
    ...requiredIn(schema).map((name): [string, undefined] => [name, undefined]),
    ...partsOf(schema['properties']),
  ]);
}

/** Which names members may have: any, unless something is said. One more in a response is like a field that is new. */
function keyChanges(how: Comparing, before: Part, after: Part, where: string): Change[] {
  const both = [before['propertyNames'], after['propertyNames']];
  if (both.every((names) => names === undefined)) return [];
  const [old, now] = both.map((names) => ({ type: 'string', ...Object(names) }) as Part);
  return compare(how, old, now, `a key of ${where}`).map(({ breaks, text }) => ({
    breaks: breaks && how.direction === 'input',
    text,
  }));
}

/** What an object may have beside the members that it names: anything, unless something is said. */
function otherMemberChanges(how: Comparing, before: Part, after: Part, where: string): Change[] {
  const [old, now] = [before['additionalProperties'] ?? true, after['additionalProperties'] ?? true];
  if ((old === false) === (now === false)) return compare(how, old, now, `${where}.*`);
  if (old === false) return [harmless(`${where} may have other members, too`)];
  // Who gets them reads those of which the kind was told.
  const breaks = how.direction === 'input' || partsOf(old).length > 0;
  return [{ breaks, text: `${where} may have no other members any more` }];
}

/** Where both may be arrays: their types tell the rest. */
function itemChanges(how: Comparing, before: Part, after: Part, where: string): Change[] {
  const areArrays = [before, after].every((part) => part['type'] === undefined || typesOf(part).includes('array'));
  return areArrays ? compare(how, before['items'] ?? true, after['items'] ?? true, `${where}[]`) : [];
}

function tupleChanges(how: Comparing, before: Part, after: Part, where: string): Change[] {
  const [old, now] = [before['prefixItems'] ?? [], after['prefixItems'] ?? []] as [unknown[], unknown[]];
  const shared = old.slice(0, now.length).flatMap((one, index) => compare(how, one, now[index], `${where}.${index}`));
  if (old.length === now.length) return shared;
  return [...shared, breaking(`${where} names ${now.length} items, not ${old.length}`)];
}

function requiredIn({ required = [] }: Part): string[] {
  return required as string[];
}

/** Alternatives are compared with those that are told apart as they are; of more or fewer it depends on who chooses. */
function choiceChanges(how: Comparing, before: Part, after: Part, where: string): Change[] {
  return ['anyOf', 'oneOf', 'allOf'].flatMap((name) => {
    const [old, now] = [(before[name] ?? []) as unknown[], (after[name] ?? []) as unknown[]];
    const shared = pairsOf(how.pair, old, now).flatMap(([one, other]) => compare(how, one, other, where));
    if (old.length === now.length) return shared;
    const isMore = now.length > old.length;
    const text = `${where} has ${isMore ? 'more' : 'fewer'} ${name === 'allOf' ? 'parts' : 'alternatives'} (${name})`;
    // Each part of an intersection leaves less to be sent.
    const chooser = name === 'allOf' ? 'input' : 'output';
    const breaks = (name !== 'allOf' && old.length === 0) || isMore === (how.direction === chooser);
    return [...shared, { breaks, text }];
  });
}
