import { relative } from 'node:path';

import { lineage, ownRecord, type Class } from '../classes/metadata.js';
import type { ControllerScan } from '../classes/scanner.js';
import { nameOf } from '../classes/signature.js';
import { callSite } from '../plain/call-site.js';
import type { PlacedFinding } from '../plain/launch.js';
import type { Finding } from '../plain/setup-error.js';

/**
 * Findings with their places: of a method its decorator's, of a class that of its first, and of an option the call of
 * `createApp()`.
 *
 * @param classes those that findings may name
 */
export function placed(
  findings: readonly Finding[],
  severity: PlacedFinding['severity'],
  classes: Iterable<Class>,
  call = callSite(),
): PlacedFinding[] {
  const places = placesOf(classes);
  return findings.map((finding) => {
    // The name of a blueprint comes first.
    const who = finding.who.replace(/^[\w.-]+: /, '');
    const place = fileIn(who) ?? places.get(who) ?? places.get(who.replace(/\..*$/, '')) ?? call;
    return { ...finding, ...(place !== undefined && partsOf(place)), severity };
  });
}

/** The classes that findings of controllers may name: their own, those of their parameters, and the services'. */
export function classesOf(scans: readonly ControllerScan[], services: readonly unknown[]): Set<Class> {
  const signatures = scans.flatMap(({ signature, methods }) => [signature, ...methods.map((one) => one.signature)]);
  const types = signatures.flatMap(({ types = [] }) => types);
  const constructors = services.map((service) => (Object(service) as object).constructor);
  const all = [...scans.map(({ type }) => type), ...types, ...constructors];
  return new Set(all.filter((one): one is Class => typeof one === 'function'));
}

function placesOf(classes: Iterable<Class>): Map<string, string> {
  const places = new Map<string, string>();
  for (const type of classes) {
    // The base classes come last: what a class has itself wins.
    for (const { name, source } of lineage(type)
      .reverse()
      .flatMap((one) => ownRecord(one)?.marks ?? [])) {
      if (source === undefined) continue;
      const who = `${nameOf(type)}.${name}`;
      if (!places.has(who)) places.set(who, source);
      if (!places.has(nameOf(type))) places.set(nameOf(type), source);
    }
  }
  return places;
}

/** Templates are named by their file and line, and settings may be by their file. */
function fileIn(who: string): string | undefined {
  if (who === '.env') return who;
  return /^(?:\/|[A-Za-z]:\\).+:\d+$/.test(who) ? who : undefined;
}

/** `pages.ts:12` is a file and a line. */
export function partsOf(place: string): { file: string; line?: number } {
  const [, path, line] = /^(.*?)(?::(\d+))?$/.exec(place)!;
  const file = relative('.', path!);
  return line === undefined ? { file } : { file, line: Number(line) };
}
