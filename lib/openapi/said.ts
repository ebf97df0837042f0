import type { Class } from '../classes/metadata.js';
import type { Demands, OperationOptions, SecurityRequirement } from '../classes/operation-options.js';
import { factoriesOf, lineOf, type ControllerScan, type Route } from '../classes/scanner.js';

/** Whether a route is in the document: in no blueprint that is left out, and the nearest that says anything of it decides. */
export function isDocumented(route: Route, below: string | undefined): boolean {
  if (below !== undefined && !liesBelow(route.path, below)) return false;
  if (lineOf(route.controller.blueprint).some(({ openapi }) => openapi === false)) return false;
  return levelsOf(route).find((level) => level !== undefined) !== false;
}

/** Whether a path is another one, or lies below it. A variable of that stands for any segment. */
export function liesBelow(path: string, prefix: string): boolean {
  const segments = path.split('/');
  const above = prefix.replace(/\/+$/, '').split('/');
  return above.every((one, index) => one === segments[index] || (one.startsWith(':') && Boolean(segments[index])));
}

/**
 * What a route, its controller and its blueprints say of it, and what factories demand of its clients.
 *
 * @param types what is filled before it answers
 */
export function saidOf(route: Route, types: readonly unknown[]): OperationOptions {
  const said = levelsOf(route);
  const demands = demandsOf(types);
  // Of most routes nothing is said, and an app may have thousands.
  if (demands.length === 0 && !said.some(Boolean)) return { tags: [route.controller.name], responses: {} };
  const [own, ...around] = said.map((level) => level || {}) as [OperationOptions, ...OperationOptions[]];
  const levels = [own, joined(demands), ...around];
  const tags = levels.toReversed().flatMap((level) => ('tags' in level ? (level.tags ?? []) : []));
  return {
    ...Object.assign({}, ...levels.toReversed().map(defined)),
    tags: tags.length === 0 ? [route.controller.name] : [...new Set(tags)],
    responses: Object.assign({}, ...levels.toReversed().map(({ responses }) => responses)) as Demands['responses'],
  } as OperationOptions;
}

/** What a method that runs before routes is filled with, and for which routes that is. */
export interface HookBefore {
  scan: ControllerScan;
  scope: 'controller' | 'blueprint' | 'app' | undefined;
  types: readonly unknown[];
}

export function hooksBefore(scans: readonly ControllerScan[]): HookBefore[] {
  return scans.flatMap((scan) =>
    scan.methods.flatMap(({ mark, signature: { types = [] } }) =>
      mark.kind === 'before' ? [{ scan, scope: mark.options.scope, types }] : [],
    ),
  );
}

/** What is filled before a route answers: the hooks of an app that run before it, and the route itself. */
export function filledBefore(
  { controller, method }: Route,
  hooks: readonly HookBefore[],
): Pick<HookBefore, 'scan' | 'types'>[] {
  const around = lineOf(controller.blueprint);
  const before = hooks.filter(({ scan, scope }) => {
    if (scope === 'app') return true;
    if (scope === 'blueprint') return scan.blueprint !== undefined && around.includes(scan.blueprint);
    return scan === controller;
  });
  return [...before, { scan: controller, types: method.signature.types ?? [] }];
}

/**
 * The types that are filled before a route answers: those of hooks, and its own.
 *
 * @param hooks all of the app
 */
export function typesBefore(route: Route, hooks: readonly HookBefore[]): unknown[] {
  return filledBefore(route, hooks).flatMap(({ types }) => types);
}

/** The classes among types that factories make, each after those that its factory needs. */
export function factoryClasses(types: readonly unknown[], seen = new Set<unknown>()): Class[] {
  return types.flatMap((type) => {
    if (typeof type !== 'function' || seen.has(type)) return [];
    seen.add(type);
    const [factory] = factoriesOf(type as Class);
    return factory === undefined ? [] : [...factoryClasses(factory.signature.types ?? [], seen), type as Class];
  });
}

function demandsOf(types: readonly unknown[]): Demands[] {
  return factoryClasses(types).flatMap((type) => (type as { openapi?: Demands }).openapi ?? []);
}

/** The nearest first. */
function levelsOf({ options, controller }: Route): (OperationOptions | false | undefined)[] {
  const { openapi, summary, tags } = options;
  const isSaid = openapi !== undefined || summary !== undefined || tags !== undefined;
  const own = openapi === false || !isSaid ? openapi : { ...defined({ summary, tags }), ...openapi };
  const around = lineOf(controller.blueprint).reverse();
  return [own, controller.openapi, ...around.map((one) => one.openapi)];
}

/** Several factories demand all that each of them demands; one that demands nothing leaves the others as they are. */
function joined(demands: readonly Demands[]): Demands {
  const lists = demands.flatMap(({ security }) => (security === undefined ? [] : [security]));
  const [first = lists[0], ...others] = lists.filter(({ length }) => length > 0);
  const security = others.reduce(
    (all, list) => all.flatMap((one) => list.map((other) => together(one, other))),
    first as readonly SecurityRequirement[],
  );
  return {
    ...(first !== undefined && { security }),
    responses: Object.assign({}, ...demands.map(({ responses }) => responses)) as NonNullable<Demands['responses']>,
  };
}

/** Of a scheme that both name, the scopes of both. */
function together(one: SecurityRequirement, other: SecurityRequirement): SecurityRequirement {
  const all = Object.entries(other).map(([name, scopes]) => [name, [...new Set([...(one[name] ?? []), ...scopes])]]);
  return { ...one, ...(Object.fromEntries(all) as SecurityRequirement) };
}

function defined(level: object): object {
  return Object.fromEntries(Object.entries(level).filter(([, value]) => value !== undefined));
}
