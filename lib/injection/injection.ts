import { inputReaderOf } from '../input/input.js';
import { optionsSchemaOf } from '../input/options.js';
import type { InputReader } from '../input/input-reader.js';
import type { Class } from '../classes/metadata.js';
import { isPathClass, type PathClass } from '../classes/path-class.js';
import {
  ambiguous,
  belongsToRequest,
  globalTwin,
  isWithoutRequest,
  missingService,
  noErrorHere,
  noOptionsHere,
  noResponseHere,
  notInjected,
  unreadable,
  type Unfillable,
  type Use,
} from './unfillable.js';
import { converterOf, instanceOf, variableOf, type Converter } from './path-variable.js';
import { isPromise } from '../plain/promises.js';
import { loadSession } from '../request/opened-session.js';
import { Request } from '../request/request.js';
import { Response } from '../response/response.js';
import type { Call } from './call.js';
import { atOnce, failed, helperWith, type HelperCall, type Injected } from './helper.js';
import { servicesFor } from './services.js';
import { callerOf, type Argument, type Method } from './caller.js';
import { made, madeLater } from './made.js';
import { factoriesOf } from '../classes/scanner.js';
import type { Signature } from '../classes/signature.js';
import { Session } from '../session/session.js';

/** What fills a parameter. */
export type Source =
  | { kind: 'variable'; convert: Converter; type?: undefined }
  | { kind: 'variable'; type: PathClass }
  | { kind: 'request' }
  | { kind: 'session' }
  | { kind: 'given' }
  | { kind: 'factory'; type: Class }
  | { kind: 'input'; type: Class; reader: InputReader }
  | { kind: 'service'; value: object }
  | { kind: 'argument'; convert: Converter | undefined }
  | { kind: 'options'; type: Class; schema: unknown }
  | Unfillable;

/** Fills parameters by their declared type: the one rule of handlers, hooks, error handlers, factories and constructors. */
export class Injector {
  readonly #factories = new Map<Class, Call>();
  /** Where a request keeps its instance of a class. */
  readonly #places = new Map<Class, number>();
  readonly #services: readonly object[];

  /**
   * @param services the objects to inject by class, the app among them
   * @param sessionsAreStored whether a session must be waited for
   */
  constructor(
    services: readonly object[],
    private readonly sessionsAreStored: boolean,
  ) {
    this.#services = [...new Set(services)];
  }

  /** What fills a parameter of a type. */
  sourceOf(type: unknown, use: Use): Source {
    const ofCommand = sourceInCommand(type, use);
    if (ofCommand !== undefined) return ofCommand;
    const convert = converterOf(type);
    if (convert !== undefined)
      return use === 'handler' ? { kind: 'variable', convert } : notInjected(type as Class, use);
    if (typeof type !== 'function' || type.prototype === undefined || type === Object || type === Function)
      return unreadable(type);
    if (isGlobalTwin(type as Class)) return globalTwin(type as Class);
    if (type === Response) return use === 'after' ? { kind: 'given' } : noResponseHere();
    if (type === Error || type.prototype instanceof Error)
      return use === 'errorHandler' || use === 'teardown' ? { kind: 'given' } : noErrorHere(type as Class);
    const source = ofRequest(type as Class);
    if (source === undefined) return this.#serviceSource(type as Class, use);
    return isWithoutRequest(use) ? belongsToRequest(type as Class, use) : source;
  }

  /** The function that calls a method with its parameters filled from the request. */
  bind(target: object, method: string, signature: Signature, use: Use, variables: readonly string[] = []): Call {
    let taken = 0;
    const arguments_ = (signature.types ?? []).map((type) => {
      const source = this.sourceOf(type, use);
      return this.#argument(source, source.kind === 'variable' ? variables[taken++]! : '');
    });
    return callerOf(target, (target as Record<string, Method>)[method]!, arguments_);
  }

  /**
   * The same of a method that is called by an extension, which gives objects of some types itself, in a list.
   */
  bindGiven(target: object, method: string, signature: Signature, given: readonly unknown[]): Call {
    const arguments_ = (signature.types ?? []).map((type): Argument => {
      const place = given.indexOf(type);
      if (place !== -1) return { take: (_request, list) => (list as unknown[])[place], mayWait: false };
      return this.#argument(this.sourceOf(type, 'hook'), '');
    });
    return callerOf(target, (target as Record<string, Method>)[method]!, arguments_);
  }

  /** How many parameters of a helper are the template's: those before the first of an injectable class. */
  countOwn(types: readonly unknown[]): number {
    const first = types.findIndex((type) => isInjectable(this.sourceOf(type, 'helper')));
    return first === -1 ? types.length : first;
  }

  /** The function that templates call: with their arguments, and behind them what the method has injected. */
  bindHelper(name: string, target: object, method: string, { types = [] }: Signature): HelperCall {
    const own = this.countOwn(types);
    const call = (target as Record<string, Method>)[method]!;
    if (own === types.length) return (...args) => call.apply(target, args);
    const injected = types.slice(own).map((type) => this.#injected(name, this.sourceOf(type, 'helper')));
    return helperWith(name, target, call, own, injected);
  }

  /** The arguments of a constructor. */
  constructorArguments(signature: Signature): unknown[] {
    return (signature.types ?? []).map((type) => {
      const source = this.sourceOf(type, 'constructor');
      return source.kind === 'service' ? source.value : undefined;
    });
  }

  #serviceSource(type: Class, use: Use): Source {
    // The compiler counts it by its toPath() as well.
    if (use === 'handler' && isPathClass(type)) return { kind: 'variable', type };
    const fitting = servicesFor(type, this.#services);
    if (fitting.length === 1) return { kind: 'service', value: fitting[0]! };
    return fitting.length > 1 ? ambiguous(type, fitting) : missingService(type, use);
  }

  #argument(source: Source, variable: string): Argument {
    switch (source.kind) {
      case 'variable':
        return source.type === undefined
          ? { take: variableOf(variable, source.convert), mayWait: false }
          : { take: instanceOf(variable, source.type), mayWait: true };
      case 'request':
        return { take: (request) => request, mayWait: false };
      case 'session':
        return { take: loadSession, mayWait: this.sessionsAreStored };
      case 'given':
        return { take: (_request, given) => given, mayWait: false };
      case 'factory':
        return { take: this.#factory(source.type), mayWait: true };
      case 'input':
        return {
          take: this.#oncePerRequest(source.type, (request) => source.reader.read(source.type as never, request)),
          mayWait: true,
        };
      case 'service':
        return { take: () => source.value, mayWait: false };
      case 'argument':
      case 'options':
        throw new Error('Arguments and options of commands are no part of a request.');
      case 'unfillable':
        throw new Error(`${source.cause}. ${source.cure}`);
    }
  }

  #injected(helper: string, source: Source): Injected {
    const isOfRequest = source.kind !== 'service';
    // One in a store that nobody has read says so itself.
    if (source.kind === 'session') return { take: (request) => request.session, isOfRequest };
    const { take } = this.#argument(source, '');
    const isMade = source.kind === 'factory' || source.kind === 'input';
    return { take: isMade ? atOnce(helper, source.type, take) : take, isOfRequest };
  }

  #factory(type: Class): Call {
    const known = this.#factories.get(type);
    if (known !== undefined) return known;
    const { method, signature } = factoriesOf(type)[0]!;
    const call = this.bind(type, method, signature, 'factory');
    const factory = { type, who: signature.who, services: this.#services };
    const take = this.#oncePerRequest(type, (request) => {
      const value = call(request);
      return isPromise(value) ? madeLater(request, factory, value) : made(request, factory, value);
    });
    this.#factories.set(type, take);
    return take;
  }

  /** Makes an instance once per request: who asks meanwhile waits for the same, and who asks after a failure gets the same error. */
  #oncePerRequest(type: Class, make: Call): Call {
    const place = this.#places.get(type) ?? this.#places.size;
    this.#places.set(type, place);
    return (request) => {
      const all = (request.made ??= new Array<unknown>(this.#places.size));
      return all[place] ?? keep(all, place, attempt(make, request));
    };
  }
}

/** What a command line gives; a class of options is for commands alone. */
function sourceInCommand(type: unknown, use: Use): Source | undefined {
  const options = optionsSchemaOf(type);
  if (options !== undefined)
    return use === 'command'
      ? { kind: 'options', type: type as Class, schema: options.schema }
      : noOptionsHere(type as Class);
  const convert = converterOf(type);
  // The compiler does not write down what a list contains.
  if (use !== 'command' || (convert === undefined && type !== Array)) return undefined;
  return { kind: 'argument', convert };
}

/** Whether a type is Node's own `Request` or `Response`. Only for these names: to read the globals loads all of fetch(), in 12 ms. */
function isGlobalTwin(type: Class): boolean {
  if (type === Request || type === Response || !['Request', 'Response'].includes(type.name)) return false;
  return type === globalThis.Request || type === globalThis.Response;
}

/** Whether a helper's parameter is not the template's: also one that would be filled, were there not a mistake. */
function isInjectable(source: Source): boolean {
  return source.kind !== 'unfillable' || ['PH104', 'PH109', 'PH316'].includes(source.code);
}

/** The sources that exist only while a request is served. */
function ofRequest(type: Class): Source | undefined {
  if (type === Request) return { kind: 'request' };
  if (type === Session) return { kind: 'session' };
  // Also of an input class, which then calls its own validate().
  if (factoriesOf(type).length > 0) return { kind: 'factory', type };
  const reader = inputReaderOf(type);
  return reader === undefined ? undefined : { kind: 'input', type, reader };
}

function keep(made: unknown[], place: number, value: unknown): unknown {
  made[place] = value;
  if (isPromise(value)) keepWhenMade(made, place, value);
  return value;
}

function keepWhenMade(made: unknown[], place: number, value: Promise<unknown>): void {
  value.then(
    (instance) => {
      made[place] = instance;
    },
    () => {},
  );
}

function attempt(make: Call, request: Request): unknown {
  try {
    return make(request);
  } catch (error) {
    // As thrown: whoever declares the class waits for it.
    return failed(error);
  }
}
