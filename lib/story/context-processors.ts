import { lineOf, type BlueprintScan } from '../classes/scanner.js';
import type { Hook } from './plan.js';

/** A context processor, and whose it is. */
export interface OwnedContext {
  blueprint: BlueprintScan | undefined;
  /** The object that it is a method of, which several blueprints may share. */
  instance: object;
  hook: Hook;
}

/** For the requests of a blueprint: of those that give one name the last wins, so the nearest stand last, after the app's. */
export function nearestLast(contexts: readonly OwnedContext[], blueprint: BlueprintScan | undefined): readonly Hook[] {
  const around = [undefined, ...lineOf(blueprint)];
  const sorted = contexts.toSorted((one, other) => around.indexOf(one.blueprint) - around.indexOf(other.blueprint));
  return sorted
    .filter((one, place) => sorted.findLastIndex((other) => isSame(one, other)) === place)
    .map(({ hook }) => hook);
}

function isSame(one: OwnedContext, other: OwnedContext): boolean {
  return one.instance === other.instance && one.hook.who === other.hook.who;
}
