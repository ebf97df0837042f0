import { didYouMean } from '../plain/nearest.js';
import type { Mistake } from '../plain/mistake.js';
import { isStatic, OWN_STATIC } from './own-static.js';

/**
 * Undefined for the name of an endpoint, otherwise what is wrong with it.
 *
 * @param name `notes.show`, or `.show`
 * @param controllers whose methods `.show` may be; undefined where any request may be served
 */
export function unknownEndpoint(
  name: string,
  endpoints: readonly string[],
  controllers?: readonly string[],
): Mistake | undefined {
  // Whose they are, and whether those have such files, the request says.
  if (name === OWN_STATIC && endpoints.some(isStatic)) return undefined;
  const known = name.startsWith('.') ? shortNames(endpoints, controllers) : endpoints;
  if (known.includes(name)) return undefined;
  const owner = name.startsWith('.') ? ` of ${controllers?.join(' or ') ?? 'any controller'}` : '';
  return {
    code: 'PH605',
    cause: `there is no endpoint '${name}'${owner}`,
    cure: `Correct its name: phial routes lists all endpoints.${nearEndpoint(name, known)}`,
  };
}

/** For `.show` where no request of a controller is served. */
export function ownedByNobody(given: string, endpoints: readonly string[]): Error {
  const [what, owner] = given === OWN_STATIC ? ['static files', 'blueprint'] : ['a method', 'controller'];
  return new Error(
    `urlFor('${given}') names ${what} of this ${owner}, and no ${owner} is at work here. ${wholeName(given, endpoints)}`,
  );
}

/** What to write for `.show`: the endpoints of that name. */
export function wholeName(given: string, endpoints: readonly string[]): string {
  const isMeant = given === OWN_STATIC ? isStatic : (one: string) => one.endsWith(given);
  const meant = endpoints.filter(isMeant).map((one) => `'${one}'`);
  if (meant.length === 0) return 'Write the whole name of an endpoint: phial routes lists all.';
  const shown = meant.slice(0, MOST_SHOWN).join(' or ');
  return `Write ${shown}${meant.length > MOST_SHOWN ? ', or one of the others: phial routes lists all endpoints' : ''}.`;
}

const MOST_SHOWN = 5;

/** Without its blueprint's name, or with all of its class's, a name is far from the one that is meant. */
export function nearEndpoint(name: string, known: readonly string[]): string {
  const plain = name
    .replace(/(?<=\w)Controller(?=\.\w+$)/, '')
    .replace(/\b\w(?=\w*\.\w+$)/, (letter) => letter.toLowerCase());
  const meant = known.filter((one) => one === plain || one.endsWith(`.${plain}`));
  return didYouMean(meant[0] ?? name, meant.length === 0 ? known : meant);
}

/** `.show`, as methods of these controllers write it. That of the static files has no controller. */
function shortNames(endpoints: readonly string[], controllers: readonly string[] | undefined): string[] {
  if (controllers === undefined) return endpoints.flatMap((one) => /\.[^.]*$/.exec(one) ?? []);
  return controllers.flatMap((name) =>
    endpoints.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length)),
  );
}
