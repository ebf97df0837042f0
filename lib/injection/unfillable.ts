import { inspect } from 'node:util';

import { BUILT_IN_CURES } from './built-in-cures.js';
import { ownRecord, type Class } from '../classes/metadata.js';
import { hasFromPath, isHalfPathClass, isPathClass } from '../classes/path-class.js';
import type { FindingCode } from '../plain/setup-error.js';
import { UploadedFile } from '../forms/uploaded-file.js';
import { isForeignClass, ONE_COPY, TWO_COPIES } from '../plain/copies.js';
import { nameOf } from '../classes/signature.js';

// What keeps a parameter from being filled, in the words of the doctor.

/** Why nothing fills a parameter, and what to do. */
export interface Unfillable {
  kind: 'unfillable';
  /** The kind of finding that it is. */
  code: FindingCode;
  cause: string;
  cure: string;
  /** Whether the compiler wrote down something else than the class that was declared. */
  isUnread?: boolean;
  /** Who wants it, when that is an extension: told once, and not of each of its parameters. */
  wantedBy?: string;
}

/** What a signature belongs to: each may declare other things. */
export type Use =
  | 'handler'
  | 'hook'
  | 'after'
  | 'teardown'
  | 'errorHandler'
  | 'factory'
  | 'constructor'
  | 'lifecycle'
  | 'command'
  | 'helper';

/** Whether there is no request when it is called. */
export function isWithoutRequest(use: Use): boolean {
  return use === 'constructor' || use === 'lifecycle' || use === 'command';
}

/** A string, number, boolean or bigint outside a handler. */
export function notInjected(type: Class, use: Use): Unfillable {
  return use === 'helper' ? lateArgument(type) : noVariableHere(type, use);
}

function lateArgument(type: Class): Unfillable {
  return unfillable(
    'PH608',
    `a ${type.name.toLowerCase()} is the template's, and it stands behind what is injected`,
    'Put what the template gives first: stars(count: number, request: Request).',
  );
}

function noVariableHere(type: Class, use: Use): Unfillable {
  return unfillable(
    'PH105',
    `a ${type.name.toLowerCase()} is a path variable, which only handlers take`,
    isWithoutRequest(use)
      ? 'Declare services and App only; settings belong into a service, or into createApp({ config }).'
      : 'Declare a Request, and read request.params.',
  );
}

/** The same of a class that has `fromPath()` and `toPath()`. */
function noInstanceHere({ name }: Class, use: Use): Unfillable {
  return unfillable(
    'PH105',
    `a ${name} is a path variable, which only handlers take`,
    isWithoutRequest(use)
      ? 'Declare services and App only.'
      : `Declare a Request, and call ${name}.fromPath(request.params['name']).`,
  );
}

/** A class that can be read from a path, or written into one, and not both. */
function halfPathClass(type: Class): Unfillable {
  const { name } = type;
  return hasFromPath(type)
    ? unfillable(
        'PH224',
        `${name} has a static fromPath(), and not the method toPath() that urlFor() calls`,
        `Write toPath(): string { ... } in ${name}.`,
      )
    : unfillable(
        'PH224',
        `${name} has a method toPath(), and not the static fromPath() that makes a ${name} of a path's text`,
        `Write static fromPath(text: string) { return new this(text); } in ${name}.`,
      );
}

export function belongsToRequest(type: Class, use: Use): Unfillable {
  return unfillable(
    'PH106',
    `${nameOf(type)} belongs to one request`,
    use === 'constructor'
      ? 'A controller is made once, for all requests: declare it as a parameter of the method that needs it.'
      : use === 'command'
        ? 'A command takes arguments, a class made by Options(schema), services and App.'
        : 'Methods that run with the app take services and App only.',
  );
}

export function noOptionsHere(type: Class): Unfillable {
  return unfillable(
    'PH335',
    `${nameOf(type)} is made by Options(), of a command line`,
    'Declare it in a @Command() method; for a request, extend Query(schema), Form(schema) or Json(schema).',
  );
}

export function noResponseHere(): Unfillable {
  return unfillable(
    'PH107',
    'there is no Response to inject yet',
    'Only @AfterRequest() methods are given one; elsewhere make one with new Response() or makeResponse().',
  );
}

export function noErrorHere({ name }: Class): Unfillable {
  return unfillable(
    'PH108',
    `there is no ${name} to inject`,
    'Only @ErrorHandler() and @TeardownRequest() methods are given the error.',
  );
}

/** What compilers write for what they cannot know: see "What compilers write" in docs/injection.md. */
export function unreadable(type: unknown): Unfillable {
  const emitted = typeof type === 'function' ? type.name : inspect(type, { depth: 0 });
  return {
    ...unfillable(
      'PH103',
      `its type reached JavaScript as ${emitted}, which nothing can fill`,
      UNREADABLE_CURES.get(type) ?? (typeof type === 'object' && type !== null ? ENUM_CURE : BY_HAND_CURE),
    ),
    isUnread: type === Object || type === Function,
  };
}

const UNREADABLE_CURES = new Map<unknown, string>([
  [
    Function,
    'Import its class with import { ... }, not import type { ... }, and switch off lint rules that add the word (consistent-type-imports).',
  ],
  [
    Object,
    'Declare its type: one class, or a string or number. An interface, a type of another name, a union (also with null) and any are gone in JavaScript, and a default value declares none (page: number = 1 does). If it is a class, import it with import { ... }, not import type { ... }.',
  ],
  [
    undefined,
    'Declare its type: a default value declares none, page: number = 1 does. If a class is declared, its module was not ready yet: in a circle of imports, let the modules import each other in one direction.',
  ],
]);

const ENUM_CURE = 'If it is an enum of another file, write string or number instead.';
const BY_HAND_CURE = 'Types by hand, { inject: [...] }, are classes, or String, Number, Boolean and BigInt.';

/** A forgotten import, or `import type` under swc: the name means the class of fetch(). */
export function globalTwin({ name }: Class): Unfillable {
  return unfillable(
    'PH104',
    `its type is the global ${name} of fetch(), not Phial's`,
    `Write import { ${name} } from 'phial', without the word 'type'.`,
  );
}

export function ambiguous(type: Class, fitting: readonly object[], named: string): Unfillable {
  return unfillable(
    'PH109',
    `${fitting.length} services are instances of ${nameOf(type)}: ${named}`,
    fitting.every(({ constructor }) => constructor === fitting[0]!.constructor)
      ? "Give the app one of them. A blueprint that is made twice brings it twice: make it once, const one = shop(), and write [one, { ...one, name: 'other' }]."
      : 'Declare a class that only one of them has, or give createApp({ services }) one of them.',
  );
}

export function missingService(type: Class, use: Use): Unfillable {
  const name = nameOf(type);
  if (isForeignClass(type))
    return unfillable('PH316', `its type ${name} is of another copy of Phial: ${TWO_COPIES}`, ONE_COPY);
  if ((globalThis as Record<string, unknown>)[type.name] === type) {
    return unfillable(
      'PH112',
      `nobody provides JavaScript's own ${name}`,
      BUILT_IN_CURES.get(name) ??
        `If you have a class of that name, import it with import { ${name} }, without the word 'type'. If not, make one.`,
    );
  }
  if (OWN_NAMES.includes(name)) {
    return unfillable(
      'PH113',
      `its type is a class ${name} that is not Phial's`,
      `Write import { ${name} } from 'phial'. If it stands there, two copies of Phial are installed: npm ls phial.`,
    );
  }
  if (ownRecord(type)?.marks.some(({ mark }) => mark.kind === 'route')) {
    return unfillable(
      'PH114',
      `${name} is a controller, and those are not injected`,
      'Move what both need to a class of its own, and give createApp({ services }) an object of it.',
    );
  }
  if (isPathClass(type)) return noInstanceHere(type, use);
  if (isHalfPathClass(type)) return halfPathClass(type);
  return wantedByExtension(type) ?? unfillable('PH110', `nobody provides ${name}`, providingCure(type, use));
}

/** An abstract class by which an extension asks for what is the app's. */
function wantedByExtension(type: Class): Unfillable | undefined {
  const { neededBy } = type as { neededBy?: unknown };
  if (typeof neededBy !== 'string') return undefined;
  const name = nameOf(type);
  const found = unfillable(
    'PH110',
    `it needs a service that extends ${name}, and the app has none`,
    `Write class My${name} extends ${name} { ... }, and createApp({ services: [new My${name}()] }).`,
  );
  return { ...found, wantedBy: neededBy };
}

/** An extension's class says whose it is. On a handler, one that nobody provides is most often meant to be the body. */
function providingCure(type: Class, use: Use): string {
  const { providedBy } = type as { providedBy?: unknown };
  if (typeof providedBy === 'string') return `Write createApp({ blueprints: [${providedBy}] }).`;
  if (type === (UploadedFile as Class)) return UPLOAD_CURE;
  const name = type.name || 'NoteStore';
  const given = `createApp({ services: [new ${name}(...)] })`;
  const service = mayBeAbstract(type) ? `${given}, or there an object of a class that extends ${name}` : given;
  if (isWithoutRequest(use)) return `Write ${service}.`;
  const factory = `for one that each request makes, give ${name} a static @FromRequest() method`;
  if (use !== 'handler') return `Write ${service}; ${factory}.`;
  return `For a body or a query, write class ${name} extends Json(schema) {}, Form(schema) or Query(schema); for a service, ${service}; ${factory}.`;
}

const UPLOAD_CURE =
  "Declare a Request, and write request.files.require('picture'); or a class that extends Form(z.object({ picture: z.instanceof(UploadedFile) })).";

/** Compilers leave nothing of `abstract`: a class without methods of its own may have had them so. */
function mayBeAbstract({ prototype }: Class): boolean {
  return Object.getOwnPropertyNames(prototype).length === 1;
}

/** Names of classes that Phial injects: another class of that name comes from another package, or from a second copy. */
const OWN_NAMES = ['Request', 'Response', 'Session', 'App'];

function unfillable(code: FindingCode, cause: string, cure: string): Unfillable {
  return { kind: 'unfillable', code, cause, cure };
}
