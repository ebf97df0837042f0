import type { Blueprint } from './blueprint.js';
import type { Unfolded } from './unfold.js';
import {
  isController,
  scanController,
  scanService,
  type BlueprintScan,
  type ControllerScan,
} from '../classes/scanner.js';
import { listOf } from '../plain/lists.js';

/** What an app and its blueprints are given alike. */
type Given = Pick<Blueprint, 'controllers' | 'services'>;

/** The app's, and those of its blueprints: all of the app sees them. */
export function servicesOf({ services }: Given, blueprints: readonly Unfolded[]): object[] {
  const lists = [services, ...blueprints.map(({ given }) => given.services)];
  return [...new Set(lists.flatMap(listOf) as object[])];
}

/** What each blueprint brings itself. */
export function broughtBy(blueprints: readonly Unfolded[]): Map<BlueprintScan, readonly object[]> {
  return new Map(blueprints.map(({ scan, given }) => [scan, listOf(given.services) as object[]]));
}

/** The services first, which controllers need: their methods start before those of controllers. */
export function scansOf(
  options: Given,
  blueprints: readonly Unfolded[],
  services: readonly object[],
): ControllerScan[] {
  const controllers = [
    ...controllersOf(options).map((entry) => scanController(entry)),
    ...blueprints.flatMap(({ scan, given }) => controllersOf(given).map((entry) => scanController(entry, scan))),
  ];
  const others = services.filter(
    (service) => isController(service) && !controllers.some(({ instance }) => instance === service),
  );
  const ownersOf = (service: object): (BlueprintScan | undefined)[] =>
    listOf(options.services).includes(service)
      ? [undefined]
      : blueprints.filter(({ given }) => listOf(given.services).includes(service)).map(({ scan }) => scan);
  return [
    ...others.flatMap((one) => scansOfService(one, ownersOf(one))).filter(({ methods }) => methods.length > 0),
    ...controllers,
  ];
}

/** What templates and the command line have of a service is each of its blueprints'; all else, as what starts with the app, is there once. */
function scansOfService(service: object, owners: readonly (BlueprintScan | undefined)[]): ControllerScan[] {
  const [first, ...others] = owners.map((owner) => scanService(service, owner));
  return [
    first!,
    ...others.map((scan) => ({ ...scan, methods: scan.methods.filter(({ mark }) => OF_BLUEPRINT.has(mark.kind)) })),
  ];
}

const OF_BLUEPRINT: ReadonlySet<string> = new Set(['helper', 'context', 'command']);

function controllersOf({ controllers }: Given): object[] {
  return listOf(controllers).filter(isController);
}
