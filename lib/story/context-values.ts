import { lineOf, type BlueprintScan } from '../classes/scanner.js';
import type { Call } from '../injection/call.js';
import { unnamed } from '../templates/context.js';

/** Remembers the name of a context processor, for messages. */
export function namedContext({ call, who }: { call: Call; who: string }): Call {
  names.set(call, who);
  return call;
}

const names = new WeakMap<Call, string>();

/** `Pages.menu`, for messages. */
export function contextName(call: Call): string {
  return names.get(call)!;
}

/** A context processor, and whose it is. */
export interface OwnedContext {
  blueprint: BlueprintScan | undefined;
  /** The object that it is a method of, which several blueprints may share. */
  instance: object;
  who: string;
  call: Call;
}

/** For the requests of a blueprint: of those that give one name the last wins, so the nearest stand last, after the app's. */
export function nearestLast(contexts: readonly OwnedContext[], blueprint: BlueprintScan | undefined): readonly Call[] {
  const around = [undefined, ...lineOf(blueprint)];
  const sorted = contexts.toSorted((one, other) => around.indexOf(one.blueprint) - around.indexOf(other.blueprint));
  return sorted
    .filter((one, place) => sorted.findLastIndex((other) => isSame(one, other)) === place)
    .map(({ call }) => call);
}

function isSame(one: OwnedContext, other: OwnedContext): boolean {
  return one.instance === other.instance && one.who === other.who;
}

/**
 * Checks what context processors have returned: an object, whose members a template can use, or nothing.
 *
 * @throws TypeError for text, a list, a Map or a number, which have no names
 */
export function checkContextValues(context: readonly Call[], values: readonly unknown[]): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    const mistake = unnamed(value, (written) => `return ${written}`);
    if (mistake === undefined) continue;
    const [what, cure] = mistake;
    throw new TypeError(
      `${names.get(context[index]!)} returned ${what}, and what a context processor returns has the names of a template's values. ${cure}`,
    );
  }
}
