import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

import { frameOf, type Place } from './frames.js';

/** A circle of imports that kept a module from being evaluated. */
export interface Circle extends Place {
  /** `a.ts → b.ts → a.ts` */
  path: string;
  /** What was not there yet. */
  cause: string;
}

/** What a module says that is evaluated before what it imports. */
const TOO_EARLY = /^Cannot access '([^']+)' before initialization$|^Class extends value undefined\b/;

export const CIRCLE_CURE =
  'Move what both need into a module of its own, which imports neither, or write import type where only a type is used.';

/** The circle of imports behind an error; undefined for any other error. */
export function circleBehind(error: unknown): Circle | undefined {
  const [message, name] = TOO_EARLY.exec(error instanceof Error ? error.message : '') ?? [];
  const place = message === undefined ? undefined : frameOf(error as Error);
  if (place === undefined) return undefined;
  const imports = importsOf(place.file);
  const named = imports.filter(
    ({ names }) => name === undefined || new RegExp(`(?<![\\w$])${escape(name)}(?![\\w$])`).test(names),
  );
  const circles = [named, imports].map((some) => shortest(some.map(({ file }) => pathTo(place.file, file))));
  const path = circles.find((one) => one !== undefined);
  if (path === undefined) return undefined;
  const cause =
    name === undefined ? 'the class that it extends is undefined' : `'${name}' is used before its module has run`;
  return { ...place, cause, path: [place.file, ...path].map((file) => relative('.', file)).join(' → ') };
}

/** The same in a sentence. */
export function explainCircle(error: unknown): string | undefined {
  const circle = circleBehind(error);
  if (circle === undefined) return undefined;
  const where = `${relative('.', circle.file)}:${circle.line}`;
  return `${where}: ${circle.cause}, for modules import each other in a circle: ${circle.path}. ${CIRCLE_CURE} (PH902)`;
}

function escape(name: string): string {
  return name.replace(/[$]/g, '\\$&');
}

/** The way from one module over its imports to another, both included; the shortest. */
function pathTo(target: string, start: string): string[] | undefined {
  const paths = [[start]];
  const seen = new Set([start]);
  for (const path of paths) {
    if (path.at(-1) === target) return path;
    for (const { file } of importsOf(path.at(-1)!)) {
      if (seen.has(file)) continue;
      seen.add(file);
      paths.push([...path, file]);
    }
  }
  return undefined;
}

function shortest(paths: readonly (string[] | undefined)[]): string[] | undefined {
  return paths.filter((path) => path !== undefined).sort((one, other) => one.length - other.length)[0];
}

interface Import {
  names: string;
  file: string;
}

const IMPORTS =
  /^[ \t]*(?:import|export)\s+(?!type\s)(?:(?<names>[^'";]*?)\bfrom\s*)?(['"])(?<from>\.[^'"]+)\2|\brequire\((['"])(?<required>\.[^'"]+)\4\)/gm;

/** The modules of the project that a module imports for more than their types. */
function importsOf(file: string): Import[] {
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(IMPORTS)].flatMap(({ groups = {} }) => {
    const names = groups['names'] ?? '';
    const found = fileOf(resolve(dirname(file), (groups['from'] ?? groups['required'])!));
    return found === undefined || isOfTypes(names) ? [] : [{ names, file: found }];
  });
}

/** `{ type A, type B }` is gone in JavaScript. */
function isOfTypes(names: string): boolean {
  const [, list] = /^\s*\{([^}]*)\}\s*$/.exec(names) ?? [];
  const each = list?.split(',').filter((one) => one.trim() !== '') ?? [];
  return each.length > 0 && each.every((one) => /^\s*type\s/.test(one));
}

/** `./users.js` may be written for `users.ts`, and `./users` for either. */
function fileOf(path: string): string | undefined {
  const written = path.replace(/\.([cm]?)js$/, '.$1ts');
  const candidates = [path, written, `${path}.ts`, `${path}.tsx`, `${path}.js`, `${path}/index.ts`, `${path}/index.js`];
  return candidates.find((one) => statSync(one, { throwIfNoEntry: false })?.isFile() === true);
}
