import { segments } from '../classes/path.js';
import type { Mistake } from '../plain/mistake.js';

/** What is known of a route whose URLs are made. */
export interface NamedPath {
  endpoint: string;
  path: string;
  /** Its controller's: a request that has variables of the same names gives them. */
  prefix: string;
}

/**
 * Undefined for an endpoint that may be given all variables of one of its paths, otherwise the first that is not there.
 *
 * @param name `notes.show`, or `.show`
 * @param controllers whose methods `.show` may be; undefined where any request may be served
 */
export function lackingVariable(
  name: string,
  paths: readonly NamedPath[],
  isGiven: (variable: string) => boolean,
  controllers?: readonly string[],
): Mistake | undefined {
  const meant = paths.filter(({ endpoint }) => isMeant(name, endpoint, controllers));
  const lacking = meant.map((one) => firstLacking(one, isGiven));
  const [variable] = lacking;
  if (variable === undefined || lacking.includes(undefined)) return undefined;
  return {
    code: 'PH613',
    cause: `its urlFor('${name}') has no value for '${variable}', a variable of ${meant[0]!.path}`,
    cure: `Give it one: urlFor('${name}', { ${/^\w+$/.test(variable) ? variable : `'${variable}'`}: ... }), in a template {{urlFor '${name}' ${variable}=...}}.`,
  };
}

function isMeant(name: string, endpoint: string, controllers: readonly string[] | undefined): boolean {
  if (!name.startsWith('.')) return endpoint === name;
  return controllers === undefined ? endpoint.endsWith(name) : controllers.some((one) => one + name === endpoint);
}

function firstLacking({ path, prefix }: NamedPath, isGiven: (variable: string) => boolean): string | undefined {
  const shared = segments(prefix).filter(({ variable }) => variable);
  return segments(path).find(
    ({ text, variable, optional }) =>
      variable && optional !== true && !shared.some((one) => one.text === text) && !isGiven(text),
  )?.text;
}
