import type { Blueprint, PluginEntry } from './blueprint.js';
import { joinPath } from '../classes/path.js';
import { listOf } from '../plain/lists.js';
import { isPromise } from '../plain/promises.js';
import type { BlueprintScan } from '../classes/scanner.js';

/** A blueprint of an app, nested or not, with what was written down of it. */
export interface Unfolded {
  scan: BlueprintScan;
  given: Blueprint;
  /** Those that it had then: they are registered when the app is readied. */
  plugins: readonly PluginEntry[];
  /** Itself, and those that it stands in. */
  chain: readonly Blueprint[];
}

/** The blueprints of an app, each before those that are nested in it. What is wrong with them the doctor tells. */
export function unfold(blueprints: unknown, within?: Unfolded): Unfolded[] {
  const outer = within?.chain ?? [];
  return listOf(blueprints)
    .filter(isBlueprint)
    .filter((given) => !outer.includes(given))
    .flatMap((given) => {
      const plugins = [...listOf(given.plugins)] as PluginEntry[];
      const one = { scan: scanOf(given, within?.scan), given, plugins, chain: [...outer, given] };
      return [one, ...unfold(given.blueprints, one)];
    });
}

/** Whether an entry is an object that can be read as a blueprint. */
export function isBlueprint(entry: unknown): entry is Blueprint {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry) && !isPromise(entry) && !isApp(entry);
}

/** Whether it is an app of its own; the class stands above this room. */
export function isApp(entry: unknown): boolean {
  return typeof (Object(entry) as { testClient?: unknown }).testClient === 'function';
}

function scanOf({ name, prefix = '', openapi }: Blueprint, within: BlueprintScan | undefined): BlueprintScan {
  const own = typeof prefix === 'string' ? prefix : '';
  return {
    name: within === undefined ? String(name) : `${within.name}.${name}`,
    prefix: own === '' ? (within?.prefix ?? '') : joinPath(within?.prefix ?? '', own),
    hasPrefix: own.replace(/\/+$/, '') !== '',
    openapi,
    within,
  };
}
