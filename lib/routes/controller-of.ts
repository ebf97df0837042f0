import { lineage, type Class } from '../classes/metadata.js';
import { lineOf, type BlueprintScan, type ControllerScan } from '../classes/scanner.js';

/** Whose request a URL is made for: where no route is, of a blueprint at most. */
export interface Owner {
  controller: ControllerScan | undefined;
  blueprint: BlueprintScan | undefined;
}

/**
 * The controller that `urlFor(Notes, 'show')` means: of several of that class the nearest. A base class that is no
 * controller stands for the one that extends it, in a method that a subclass inherits for that subclass.
 *
 * @param known those of each class
 */
export function controllerOf(
  known: ReadonlyMap<Class, ReadonlySet<ControllerScan>>,
  type: Class,
  method: string,
  from: Owner | undefined,
): ControllerScan {
  const own = from?.controller;
  const exact = known.get(type);
  if (exact !== undefined) return own?.type === type ? own : nearest([...exact], from, method);
  // A method, which knows nothing of its class.
  if ((type as { prototype?: unknown }).prototype === undefined)
    throw new TypeError(`urlFor() was given the function ${type.name}. Write its name: urlFor('.${type.name}').`);
  if (own !== undefined && lineage(own.type).includes(type)) return own;
  const below = [...known.keys()].filter((one) => lineage(one).includes(type));
  if (below.length === 1) return nearest([...known.get(below[0]!)!], from, method);
  const what = `urlFor(${type.name}, '${method}'): ${type.name} is no controller of this app`;
  if (below.length === 0) throw new Error(`${what}. Add it to createApp({ controllers }).`);
  const names = below.slice(0, MOST_SHOWN).map(({ name }) => name);
  throw new Error(
    `${what}, and several controllers extend it. Name one of them: ${names.join(' or ')}${below.length > MOST_SHOWN ? ', for example' : ''}.`,
  );
}

const MOST_SHOWN = 5;

/** Of the controllers of one class, the one whose blueprint has most in common with the request's, and goes on least. */
function nearest(known: readonly ControllerScan[], from: Owner | undefined, method: string): ControllerScan {
  if (known.length === 1) return known[0]!;
  const around = lineOf(from?.blueprint);
  const lines = known.map(({ blueprint }) => lineOf(blueprint));
  const ranks = lines.map((line) => {
    const shared = line.filter((one) => around.includes(one)).length;
    return [shared, shared - line.length] as const;
  });
  const best = ranks.reduce((one, other) =>
    other[0] > one[0] || (other[0] === one[0] && other[1] > one[1]) ? other : one,
  );
  const near = known.filter((_, index) => String(ranks[index]) === String(best));
  if (near.length === 1) return near[0]!;
  const names = near.map(({ name }) => `'${name}.${method}'`);
  throw new Error(
    `urlFor(${near[0]!.type.name}, '${method}'): the class is in several blueprints. Write ${names.join(' or ')} instead.`,
  );
}
