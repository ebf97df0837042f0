import { inspect } from 'node:util';

import { Abort } from './errors.js';
import { inputReaderOf, type InputReader } from './input.js';
import { lineage, ownRecord, type Class } from './metadata.js';
import { Redirect } from './redirect.js';
import { Request } from './request.js';
import { Response } from './response.js';
import type { Call } from './runtime.js';
import { factoriesOf, nameOf, type Signature } from './scanner.js';
import { Session } from './session/session.js';

/** What a signature belongs to: each may declare other things. */
export type Use = 'handler' | 'hook' | 'after' | 'teardown' | 'errorHandler' | 'factory' | 'constructor' | 'lifecycle';

/** What fills a parameter. */
export type Source =
  | { kind: 'variable'; convert: (text: string) => unknown }
  | { kind: 'request' }
  | { kind: 'session' }
  | { kind: 'given' }
  | { kind: 'factory'; type: Class }
  | { kind: 'input'; type: Class; reader: InputReader }
  | { kind: 'service'; value: object }
  | Problem;

/** Why nothing fills a parameter, and what to do. */
export interface Problem {
  kind: 'problem';
  cause: string;
  cure: string;
  /** Whether the compiler wrote down something else than the class that was declared. */
  isUnread?: boolean;
}

const CONVERTERS = new Map<unknown, (text: string) => unknown>([
  [String, (text) => (text === '' ? undefined : text)],
  [Number, toNumber],
  [Boolean, (text) => (text === 'true' ? true : text === 'false' ? false : undefined)],
  [BigInt, (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined)],
]);

/** Fills parameters by their declared type: the one rule of handlers, hooks, error handlers, factories and constructors. */
export class Injector {
  readonly #factories = new Map<Class, Call>();
  readonly #services: readonly object[];

  /** @param services the objects to inject by class, the app among them */
  constructor(services: readonly object[]) {
    this.#services = [...new Set(services)];
  }

  /** What fills a parameter of a type. */
  sourceOf(type: unknown, use: Use): Source {
    const convert = CONVERTERS.get(type);
    if (convert !== undefined) return variableSource(convert, type as Class, use);
    if (typeof type !== 'function' || type.prototype === undefined || type === Object || type === Function) return unreadable(type);
    if (type === globalThis.Request || type === globalThis.Response) return globalTwin(type as Class);
    if (type === Request) return ofRequest({ kind: 'request' }, use, 'Request');
    if (type === Session) return ofRequest({ kind: 'session' }, use, 'Session');
    if (type === Response) return responseSource(use);
    if (isErrorClass(type)) return errorSource(type as Class, use);
    const reader = inputReaderOf(type);
    if (reader !== undefined) return ofRequest({ kind: 'input', type: type as Class, reader }, use, (type as Class).name);
    if (factoriesOf(type as Class).length > 0) return ofRequest({ kind: 'factory', type: type as Class }, use, (type as Class).name);
    return this.#serviceSource(type as Class, use);
  }

  /** The function that calls a method with its parameters filled from the request. */
  bind(target: object, method: string, signature: Signature, use: Use, variables: readonly string[] = []): Call {
    let taken = 0;
    const arguments_ = (signature.types ?? []).map((type) => {
      const source = this.sourceOf(type, use);
      return this.#argument(source, source.kind === 'variable' ? variables[taken++]! : '');
    });
    return caller(target as Record<string, (...args: unknown[]) => unknown>, method, arguments_);
  }

  /** The arguments of a constructor. */
  constructorArguments(signature: Signature): unknown[] {
    return (signature.types ?? []).map((type) => {
      const source = this.sourceOf(type, 'constructor');
      return source.kind === 'service' ? source.value : undefined;
    });
  }

  #serviceSource(type: Class, use: Use): Source {
    const fitting = this.#services.filter((service) => service instanceof type);
    const exact = fitting.filter((service) => service.constructor === type);
    if (fitting.length === 1) return { kind: 'service', value: fitting[0]! };
    if (exact.length === 1) return { kind: 'service', value: exact[0]! };
    return fitting.length > 1 ? ambiguous(type, fitting) : missingService(type, use);
  }

  #argument(source: Source, variable: string): Argument {
    switch (source.kind) {
      case 'variable': return { take: variableOf(variable, source.convert), mayWait: false };
      case 'request': return { take: (request) => request, mayWait: false };
      case 'session': return { take: (request) => request.session, mayWait: false };
      case 'given': return { take: (_request, given) => given, mayWait: false };
      case 'factory': return { take: this.#factory(source.type), mayWait: true };
      case 'input': return { take: oncePerRequest(source.type, (request) => source.reader.read(source.type as never, request)), mayWait: true };
      case 'service': return { take: () => source.value, mayWait: false };
      case 'problem': throw new Error(`${source.cause}. ${source.cure}`);
    }
  }

  #factory(type: Class): Call {
    const known = this.#factories.get(type);
    if (known !== undefined) return known;
    const { method, signature } = factoriesOf(type)[0]!;
    const call = this.bind(type, method, signature, 'factory');
    const take = oncePerRequest(type, (request) => {
      const value = call(request);
      return isPromise(value) ? value.then((one) => checkMade(type, signature.who, one)) : checkMade(type, signature.who, value);
    });
    this.#factories.set(type, take);
    return take;
  }
}

/** Makes an instance once per request: who asks meanwhile waits for the same, and who asks after a failure gets the same error. */
function oncePerRequest(type: Class, make: Call): Call {
  return (request) => {
    const made = (request.made ??= new Map());
    if (made.has(type)) return made.get(type);
    const value = attempt(make, request);
    made.set(type, value);
    if (isPromise(value)) value.then((instance) => made.set(type, instance), () => {});
    return value;
  };
}

function attempt(make: Call, request: Request): unknown {
  try {
    return make(request);
  } catch (error) {
    // As thrown: whoever declares the class waits for it.
    return Promise.reject(error);
  }
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** What a factory gave: an instance of its class; an `Abort` or `Redirect` is as good as thrown. */
function checkMade(type: Class, who: string, value: unknown): unknown {
  if (value instanceof type) return value;
  if (value instanceof Abort || value instanceof Redirect) throw value;
  throw new TypeError(`${who} returned ${value === undefined ? 'nothing' : `${inspect(value, { depth: 0 })}, which is no ${type.name}`}. A @FromRequest() method returns an instance of its class, or throws an Abort or a Redirect.`);
}

interface Argument {
  take: Call;
  /** Whether it may be a promise to wait for. Services may have a `then` of their own. */
  mayWait: boolean;
}

/** One function for each number of arguments: no list is made, and nothing waits, unless it must. */
function caller(target: Record<string, (...args: unknown[]) => unknown>, method: string, list: readonly Argument[]): Call {
  if (list.some(({ mayWait }) => mayWait)) return (request, given) => gatherAndCall(target, method, list, request, given);
  const [a, b, c, d] = list.map(({ take }) => take) as [Call, Call, Call, Call];
  switch (list.length) {
    case 0: return () => target[method]!();
    case 1: return (request, given) => target[method]!(a(request, given));
    case 2: return (request, given) => target[method]!(a(request, given), b(request, given));
    case 3: return (request, given) => target[method]!(a(request, given), b(request, given), c(request, given));
    case 4: return (request, given) => target[method]!(a(request, given), b(request, given), c(request, given), d(request, given));
    default: return (request, given) => target[method]!(...list.map(({ take }) => take(request, given)));
  }
}

/** Takes the arguments in order; from the first that is a promise on, it waits. */
function gatherAndCall(
  target: Record<string, (...args: unknown[]) => unknown>, method: string, list: readonly Argument[], request: Request, given: unknown,
): unknown {
  const values: unknown[] = [];
  for (const { take, mayWait } of list) {
    const value = take(request, given);
    if (mayWait && isPromise(value)) return gatherRest(target, method, list, request, given, values, value);
    values.push(value);
  }
  return target[method]!(...values);
}

async function gatherRest(
  target: Record<string, (...args: unknown[]) => unknown>, method: string, list: readonly Argument[], request: Request, given: unknown,
  values: unknown[], pending: Promise<unknown>,
): Promise<unknown> {
  values.push(await pending);
  for (const { take, mayWait } of list.slice(values.length)) {
    const value = take(request, given);
    values.push(mayWait ? await value : value);
  }
  return target[method]!(...values);
}

/** A path variable, converted; what does not convert is a path that does not exist, as Flask's converters have it. */
function variableOf(name: string, convert: (text: string) => unknown): Call {
  return (request) => {
    const text = (request.fastifyRequest.params as Record<string, string | undefined>)[name];
    if (text === undefined) return undefined;
    const value = convert(text);
    if (value === undefined) throw new Abort(404);
    return value;
  };
}

/** A plain decimal that a double holds exactly enough to print it again. */
function toNumber(text: string): number | undefined {
  const match = /^-?\d+(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const value = Number(text);
  const decimals = match[1]?.length ?? 0;
  if (decimals === 0) return Number.isSafeInteger(value) ? value + 0 : undefined;
  const plain = text.replace(/^(-?)0+(?=\d)/, '$1');
  return decimals <= 100 && value.toFixed(decimals) === plain.replace(/^-(?=0\.0*$)/, '') ? value + 0 : undefined;
}

function problem(cause: string, cure: string): Problem {
  return { kind: 'problem', cause, cure };
}

function variableSource(convert: (text: string) => unknown, type: Class, use: Use): Source {
  if (use === 'handler') return { kind: 'variable', convert };
  return problem(`a ${type.name.toLowerCase()} is a path variable, which only handlers take`, use === 'constructor' || use === 'lifecycle'
    ? 'Declare services and App only; settings belong into a service, or into createApp({ config }).'
    : 'Declare a Request, and read request.params.');
}

/** What only exists while a request is served. */
function ofRequest(source: Source, use: Use, name: string): Source {
  if (use !== 'constructor' && use !== 'lifecycle') return source;
  return problem(`${name} belongs to one request`, use === 'constructor'
    ? 'A controller is made once, for all requests: declare it as a parameter of the method that needs it.'
    : 'Methods that run with the app take services and App only.');
}

function responseSource(use: Use): Source {
  if (use === 'after') return { kind: 'given' };
  return problem('there is no Response to inject yet', 'Only @AfterRequest() methods are given one; elsewhere make one with new Response() or makeResponse().');
}

function errorSource(type: Class, use: Use): Source {
  if (use === 'errorHandler' || use === 'teardown') return { kind: 'given' };
  return problem(`there is no ${type.name} to inject`, 'Only @ErrorHandler() and @TeardownRequest() methods are given the error.');
}

function isErrorClass(type: unknown): boolean {
  return type === Error || (type as Class).prototype instanceof Error;
}

/** What compilers write for what they cannot know: see "What compilers write" in docs/injection.md. */
function unreadable(type: unknown): Problem {
  const emitted = typeof type === 'function' ? type.name : inspect(type, { depth: 0 });
  return {
    ...problem(`its type reached JavaScript as ${emitted}, which nothing can fill`, UNREADABLE_CURES.get(type) ?? 'Declare a class: types by hand, { inject: [...] }, are classes or String, Number, Boolean, BigInt.'),
    isUnread: type === Object || type === Function,
  };
}

const UNREADABLE_CURES = new Map<unknown, string>([
  [Function, "Import its class with import { ... }, not import type { ... }, and switch off lint rules that add the word (consistent-type-imports)."],
  [Object, "Declare one class: an interface, a type of { ... }, a union (also with null) and any are gone in JavaScript, and a default value declares nothing (page: number = 1 does). If it is a class, import it with import { ... }, not import type { ... }."],
  [undefined, 'Declare it: a default value declares nothing, page: number = 1 does. If a class is declared, its module was not ready yet: in a circle of imports, let the modules import each other in one direction.'],
]);

/** A forgotten import, or `import type` under swc: the name means the class of fetch(). */
function globalTwin({ name }: Class): Problem {
  return problem(`its type is the global ${name} of fetch(), not Phial's`, `Write import { ${name} } from 'phial', without the word 'type'.`);
}

function ambiguous(type: Class, fitting: readonly object[]): Problem {
  const classes = fitting.map((service) => service.constructor.name).join(' and ');
  return problem(`${fitting.length} services are instances of ${nameOf(type)}: ${classes}`, 'Declare a class that only one of them has, or give createApp({ services }) one of them.');
}

function missingService(type: Class, use: Use): Problem {
  const name = nameOf(type);
  const base = lineage(type).find((one) => factoriesOf(one).length > 0);
  if (base !== undefined) return problem(`nobody makes ${name}: the factory of its base class ${base.name} makes ${base.name}`, `Give ${name} a static @FromRequest() method of its own, or declare ${base.name}.`);
  if ((globalThis as Record<string, unknown>)[type.name] === type) return problem(`nobody provides JavaScript's own ${name}`, `${BUILT_IN_CURES.get(type.name) ?? ''}Make a class of your own for it. If you have one of that name, import it with import { ${name} }, without the word 'type'.`);
  if (OWN_NAMES.includes(type.name)) return problem(`its type is a class ${name} that is not Phial's`, `Write import { ${name} } from 'phial'. If it stands there, two copies of Phial are installed: npm ls phial.`);
  if (ownRecord(type)?.marks.some(({ mark }) => mark.kind === 'route')) return problem(`${name} is a controller, and those are not injected`, 'Move what both need to a class of its own, and give createApp({ services }) an object of it.');
  const factory = use === 'constructor' || use === 'lifecycle' ? '' : ` Or make one for each request, with a static @FromRequest() method in ${name}.`;
  return problem(`nobody provides ${name}`, `Write createApp({ services: [new ${type.name || 'NoteStore'}(...)] }).${factory}`);
}

/** Names of classes that Phial injects: another class of that name comes from another package, or from a second copy. */
const OWN_NAMES = ['Request', 'Response', 'Session', 'App'];

const BUILT_IN_CURES = new Map([
  ['Array', 'A list or a rest parameter is not filled. '],
  ['Promise', 'Factories may be async, and what they make is awaited: declare the class itself. '],
  ['Date', 'Take a string from the path, and convert it. '],
]);
