import type { Class } from '../classes/metadata.js';
import { isPathClass } from '../classes/path-class.js';
import {
  ambiguous,
  belongsToRequest,
  globalTwin,
  isWithoutRequest,
  missingService,
  noErrorHere,
  noResponseHere,
  notInjected,
  unreadable,
  type Use,
} from './unfillable.js';
import { converterOf, instanceOf, variableOf } from './path-variable.js';
import { isPromise } from '../plain/promises.js';
import { loadSession } from '../request/opened-session.js';
import { Response } from '../response/response.js';
import type { Call } from './call.js';
import { atOnce, helperWith, type HelperCall, type Injected } from './helper.js';
import { isGlobalTwin, isInjectable, ofRequest, sourceInCommand, type Source } from './source.js';
import type { Services } from './services.js';
import { callerOf, type Argument, type Method } from './caller.js';
import { made, madeLater } from './made.js';
import { oncePerRequest, type Places } from './once.js';
import { factoriesOf, type BlueprintScan } from '../classes/scanner.js';
import type { Signature } from '../classes/signature.js';

/** Fills parameters by their declared type: the one rule of handlers, hooks, error handlers, factories and constructors. */
export class Injector {
  readonly #factories = new Map<Class, Call>();
  /** Where a request keeps its instance of a class. */
  readonly #places: Places;
  readonly #within = new Map<BlueprintScan, Injector>();

  /**
   * @param services the objects to inject by class, the app among them
   * @param sessionsAreStored whether a session must be waited for
   * @param scope the blueprint whose parts get their parameters here, and the injector of what is around it
   */
  constructor(
    private readonly services: Services,
    private readonly sessionsAreStored: boolean,
    private readonly scope?: { blueprint: BlueprintScan; around: Injector },
  ) {
    this.#places = scope === undefined ? new Map() : scope.around.#places;
  }

  /** The one for the parts of a blueprint, which get what it brings where several services fit. */
  within(blueprint: BlueprintScan | undefined): Injector {
    if (blueprint === undefined) return this;
    const known = this.#within.get(blueprint);
    if (known !== undefined) return known;
    const around = this.within(blueprint.within);
    const own = this.services.isBringing(blueprint)
      ? new Injector(this.services, this.sessionsAreStored, { blueprint, around })
      : around;
    this.#within.set(blueprint, own);
    return own;
  }

  /** Whose factory makes a class: of the injectors around this one, the outermost whose services are the same to it. */
  makerOf(type: Class): Injector {
    const around = this.scope?.around;
    return around === undefined || this.#hasOther(type, around) ? this : around.makerOf(type);
  }

  /**
   * What fills a parameter of a type.
   *
   * @param handled a class of errors whose prototype is none, in an error handler for it
   */
  sourceOf(type: unknown, use: Use, handled?: Class): Source {
    const ofCommand = sourceInCommand(type, use);
    if (ofCommand !== undefined) return ofCommand;
    const convert = converterOf(type);
    if (convert !== undefined)
      return use === 'handler' ? { kind: 'variable', convert } : notInjected(type as Class, use);
    if (typeof type !== 'function' || type.prototype === undefined || type === Object || type === Function)
      return unreadable(type);
    if (isGlobalTwin(type as Class)) return globalTwin(type as Class);
    if (type === Response) return use === 'after' ? { kind: 'given' } : noResponseHere();
    if (type === Error || type.prototype instanceof Error || type === handled) return errorSource(type as Class, use);
    const source = ofRequest(type as Class);
    if (source === undefined) return this.#serviceSource(type as Class, use);
    return isWithoutRequest(use) ? belongsToRequest(type as Class, use) : source;
  }

  /** The function that calls a method with its parameters filled from the request. */
  bind(target: object, method: string, signature: Signature, use: Use, variables: readonly string[] = []): Call {
    let taken = 0;
    const arguments_ = (signature.types ?? []).map((type) => {
      const source = this.sourceOf(type, use, signature.handled);
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
    const fitting = this.services.for(type, this.scope?.blueprint);
    if (fitting.length === 1) return { kind: 'service', value: fitting[0]! };
    return fitting.length > 1 ? ambiguous(type, fitting, this.services.named(fitting)) : missingService(type, use);
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
        return { take: givenOf(source.only), mayWait: false };
      case 'factory':
        return { take: this.#factory(source.type), mayWait: true };
      case 'input':
        return {
          take: oncePerRequest(this.#places, source.type, (request) =>
            source.reader.read(source.type as never, request),
          ),
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
    const maker = this.makerOf(type);
    if (maker !== this) return maker.#factory(type);
    const { method, signature } = factoriesOf(type)[0]!;
    const call = this.bind(type, method, signature, 'factory');
    const factory = { type, who: signature.who, services: this.services.all };
    const take = oncePerRequest(this.#places, factory, (request) => {
      const value = call(request);
      return isPromise(value) ? madeLater(request, factory, value) : made(request, factory, value);
    });
    this.#factories.set(type, take);
    return take;
  }

  /** Whether a class's factory, or one that it needs, gets another service here than around. */
  #hasOther(type: Class, around: Injector, within: readonly Class[] = []): boolean {
    const types = within.includes(type) ? [] : (factoriesOf(type)[0]?.signature.types ?? []);
    return types.some((one) => {
      const source = this.sourceOf(one, 'factory');
      if (source.kind === 'factory') return this.#hasOther(source.type, around, [...within, type]);
      if (source.kind !== 'service') return false;
      const other = around.sourceOf(one, 'factory');
      return other.kind !== 'service' || other.value !== source.value;
    });
  }
}

/** An error handler says in its decorator which errors it is given; a teardown hook by its parameter. */
function errorSource(type: Class, use: Use): Source {
  if (use === 'teardown') return type === Error ? { kind: 'given' } : { kind: 'given', only: type };
  return use === 'errorHandler' ? { kind: 'given' } : noErrorHere(type);
}

function givenOf(only: Class | undefined): Argument['take'] {
  if (only === undefined) return (_request, given) => given;
  return (_request, given) => (given instanceof only ? given : undefined);
}
