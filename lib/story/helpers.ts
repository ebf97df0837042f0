import { ofKind, type BlueprintScan } from '../classes/scanner.js';
import type { Injector } from '../injection/injection.js';
import { Session } from '../session/session.js';
import type { Helper } from '../templates/helpers.js';
import type { PlannedRequest } from './plan.js';
import type { ReadyController } from './planner.js';

/** A helper, and whose it is: a blueprint's, or the app's. */
interface OwnedHelper {
  name: string;
  blueprint: BlueprintScan | undefined;
  call: Helper;
}

/** What templates may call: functions of the options, and methods, bound to their controllers. */
export function helpersOf(
  functions: Record<string, Helper>,
  controllers: readonly ReadyController[],
  injector: Injector,
): Record<string, Helper> {
  const owned = [
    ...Object.entries({ ...functions }).map(([name, call]): OwnedHelper => ({ name, blueprint: undefined, call })),
    ...controllers.flatMap((controller) => methodsOf(controller, injector)),
  ];
  const byName = new Map<string, OwnedHelper[]>();
  for (const helper of owned) byName.set(helper.name, [...(byName.get(helper.name) ?? []), helper]);
  return Object.fromEntries([...byName].map(([name, helpers]) => [name, oneOf(helpers)]));
}

function methodsOf({ scan, instance }: ReadyController, injector: Injector): OwnedHelper[] {
  const { blueprint } = scan;
  return ofKind(scan.methods, 'helper').map(({ mark, method, signature }) => {
    const name = mark.name ?? method;
    return { name, blueprint, call: injector.within(blueprint).bindHelper(name, instance, method, signature) };
  });
}

/** The names of those that declare a session. */
export function sessionHelpersOf(controllers: readonly ReadyController[]): string[] {
  return controllers
    .flatMap(({ scan }) => ofKind(scan.methods, 'helper'))
    .filter(({ signature }) => signature.types?.includes(Session))
    .map(({ mark, method }) => mark.name ?? method);
}

function oneOf(helpers: readonly OwnedHelper[]): Helper {
  const [first] = helpers;
  const isShared = helpers.some(({ blueprint }) => blueprint !== first!.blueprint);
  return isShared ? nearest(helpers) : helpers.at(-1)!.call;
}

/** An extension that is there twice has each helper twice: its pages mean their own. */
function nearest(helpers: readonly OwnedHelper[]): Helper {
  const calls = new Map(helpers.map(({ blueprint, call }) => [blueprint, call]));
  const first = calls.get(helpers[0]!.blueprint)!;
  return function (...args) {
    // Handlebars' options are the last argument. The plan of each request of this app is the story's.
    const { request } = (args.at(-1) as { data: { request?: PlannedRequest } }).data;
    let blueprint = request?.plan.blueprint;
    while (blueprint !== undefined && !calls.has(blueprint)) blueprint = blueprint.within;
    return (calls.get(blueprint) ?? first).apply(this, args);
  };
}
