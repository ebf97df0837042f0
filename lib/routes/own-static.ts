import { lineOf, type BlueprintScan } from '../classes/scanner.js';

/** The name by which a blueprint's parts call its static files, whatever it is registered as. */
export const OWN_STATIC = '.static';

/** The static files that are nearest to a blueprint: its own, or those of one around it, or the app's. */
export function ownStatic(blueprint: BlueprintScan | undefined, isKnown: (endpoint: string) => boolean): string {
  const around = lineOf(blueprint)
    .reverse()
    .map(({ name }) => name + OWN_STATIC);
  const found = [...around, 'static'].find(isKnown);
  if (found !== undefined) return found;
  const owners = [...(blueprint === undefined ? [] : [`the blueprint ${blueprint.name}`]), 'the app'].join(' and ');
  throw new Error(
    `urlFor('${OWN_STATIC}'): ${owners} ${blueprint === undefined ? 'has' : 'have'} no folder of static files. Name one: static: join(import.meta.dirname, 'static').`,
  );
}

/** Whether a name is that of static files, of the app's or of a blueprint's. */
export function isStatic(endpoint: string): boolean {
  return endpoint === 'static' || endpoint.endsWith(OWN_STATIC);
}
