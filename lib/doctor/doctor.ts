import { inspect } from 'node:util';

import type { AppOptions } from '../config/config.js';
import { Findings, parameters } from './findings.js';
import type { Injector } from '../injection/injection.js';
import type { Use } from '../injection/injection-problems.js';
import { DECORATORS, reflectedTypes, type Class, type Mark } from '../classes/metadata.js';
import { examineUrlPath } from './path-doctor.js';
import { examineRoutes } from './route-doctor.js';
import {
  factoriesOf,
  isController,
  nameOf,
  type ControllerScan,
  type ScannedMethod,
  type Signature,
} from '../classes/scanner.js';

/** What the doctor says of an app. */
export interface Diagnosis extends Pick<Findings, 'findings' | 'warnings'> {
  /** The first method that declares a `Session`: it needs a secret key. */
  sessionUser: string | undefined;
}

/** Examines the classes of an app before it serves its first request, and finds all mistakes at once. */
export function examine(options: AppOptions, controllers: readonly ControllerScan[], injector: Injector): Diagnosis {
  const findings = new Findings();
  const each = withoutRepeated(controllers, findings);
  examineEntries(options, findings);
  examineUrlPath(options, findings);
  const doctor = new Doctor(injector, findings);
  for (const controller of each) doctor.examine(controller);
  examineRoutes(each, injector, options, findings);
  return { findings: findings.findings, warnings: findings.warnings, sessionUser: doctor.sessionUser };
}

const USES: Record<Mark['kind'], Use> = {
  route: 'handler',
  errorHandler: 'errorHandler',
  before: 'hook',
  after: 'after',
  teardown: 'teardown',
  context: 'hook',
  start: 'lifecycle',
  stop: 'lifecycle',
  helper: 'lifecycle',
  factory: 'factory',
};

/** Examines controllers: what their decorators stand on, and what their methods' parameters are declared as. */
class Doctor {
  sessionUser: string | undefined;
  /** The classes whose factories were examined. */
  readonly #factories = new Set<Class>();

  constructor(
    private readonly injector: Injector,
    private readonly findings: Findings,
  ) {}

  examine(controller: ControllerScan): void {
    const { type, prefix, name, methods } = controller;
    const who = nameOf(type);
    if (methods.length === 0) {
      this.#find(
        who,
        'it has no route, hook or error handler',
        "Mark a method with @Route('/path'), or take the class out of createApp({ controllers }).",
      );
    }
    if (name === '')
      this.#find(
        who,
        'its endpoints have no name',
        "Name the class, or write @Controller('/prefix', { name: 'notes' }).",
      );
    if (typeof prefix !== 'string') {
      this.#find(
        who,
        `its prefix is ${inspect(prefix, { depth: 0 })}`,
        "Write @Controller('/prefix'); { name } comes second.",
      );
    } else if (prefix !== '' && !prefix.startsWith('/')) {
      this.#find(who, `its prefix '${prefix}' has no leading slash`, `Write @Controller('/${prefix}').`);
    }
    if (controller.instance === undefined) this.#signature(controller.signature, 'constructor', controller);
    for (const method of methods) this.#method(controller, method);
  }

  #find(who: string, cause: string, cure: string): void {
    this.findings.find(who, cause, cure);
  }

  #method(controller: ControllerScan, { mark, method, misplaced, isStatic, signature }: ScannedMethod): void {
    const { who } = signature;
    const decorator = DECORATORS[mark.kind];
    if (mark.kind === 'factory') {
      this.#find(
        who,
        '@FromRequest() makes an instance of a class from the request, and this class is a controller',
        'Move the method to the class that it makes.',
      );
    } else if (misplaced !== undefined) {
      this.#find(
        who,
        `${decorator} stands on ${misplaced}`,
        `Write a method: ${/^\w+$/.test(method) ? method : 'name'}() { ... }.`,
      );
    } else if (isStatic) {
      this.#find(who, `${decorator} stands on a static method`, "Take the word 'static' away.");
    } else if (mark.kind !== 'helper') {
      this.#signature(signature, USES[mark.kind], controller);
    }
    if (mark.kind === 'errorHandler') this.#errorHandler(who, mark.of);
    if (typeof mark.options === 'object' && 'scope' in mark.options) this.#scope(who, decorator, mark.options.scope);
    if (mark.kind === 'route' && misplaced === undefined) this.#answer(controller, method, who);
  }

  #errorHandler(who: string, of: unknown): void {
    const isStatus = Number.isInteger(of) && (of as number) >= 400 && (of as number) <= 599;
    const isClass = typeof of === 'function' && (of === Error || of.prototype instanceof Error);
    if (isStatus || isClass) return;
    this.#find(
      who,
      `@ErrorHandler() takes a status from 400 to 599 or a class of errors, not ${inspect(of, { depth: 0 })}`,
      'Write @ErrorHandler(404) or @ErrorHandler(SomeError).',
    );
  }

  #scope(who: string, decorator: string, scope: unknown): void {
    if (scope === undefined || scope === 'app' || scope === 'controller') return;
    this.#find(
      who,
      `the scope of ${decorator} is ${inspect(scope, { depth: 0 })}`,
      "Write { scope: 'app' } for all requests, or leave it away for those of this controller.",
    );
  }

  /** A handler that cannot give an answer is likely a mistake; but what it calls may throw, so that this is a warning. */
  #answer(controller: ControllerScan, method: string, who: string): void {
    const source = String((controller.type.prototype as Record<string, unknown>)[method]);
    // A generator gives an iterator, and environ.reply is an answer by hand.
    if (/\b(?:return|throw|environ)\b|\b(?:abort|redirect)\s*\(|\[native code\]|^(?:async\s*)?\*/.test(source)) return;
    this.findings.warn(`${who} has neither return nor throw, so that it gives no response. Return one.`);
  }

  /** Parameters: are their types known, and does something fill each? */
  #signature(
    signature: Signature,
    use: Use,
    controller: ControllerScan | undefined,
    within: readonly Class[] = [],
  ): void {
    const { who, types, length, names } = signature;
    if (types === undefined) {
      if (length > 0) this.#noMetadata(signature, use, controller);
      return;
    }
    if (types.length < length) {
      const missing = parameters([types.length], names);
      this.#find(
        who,
        `the type of ${missing} is not known: there ${types.length === 1 ? 'is' : 'are'} ${count(types.length, 'type')} for ${count(length, 'parameter')}`,
        'List the type of each parameter, in order: { inject: [...] }.',
      );
    }
    types.forEach((type, index) => this.#parameter(who, type, index, names, use, within));
  }

  #noMetadata({ who, length, names }: Signature, use: Use, controller: ControllerScan | undefined): void {
    const types = `the ${length === 1 ? 'type' : 'types'} of ${parameters([...Array(length).keys()], names)} ${length === 1 ? 'is' : 'are'} not known`;
    const isEmitted = controller?.methods.some(
      ({ method }) => reflectedTypes(controller.type.prototype, method) !== undefined,
    );
    if (use === 'constructor' && isEmitted === true) {
      this.#find(
        who,
        `${types}, because compilers write down those of decorated classes alone`,
        'Put @Controller() on the class.',
      );
      return;
    }
    this.#find(who, `${types}, because the compiler wrote no metadata`, METADATA_CURE);
  }

  #parameter(
    who: string,
    type: unknown,
    index: number,
    names: readonly string[],
    use: Use,
    within: readonly Class[],
  ): void {
    const source = this.injector.sourceOf(type, use);
    if (source.kind === 'problem') {
      const meant = source.isUnread ? OWN_CLASSES[names[index]?.toLowerCase() ?? ''] : undefined;
      const cure =
        meant === undefined
          ? source.cure
          : `Write import { ${meant} } from 'phial', without the word 'type', and switch off lint rules that add it (consistent-type-imports).`;
      this.#find(who, `${parameters([index], names)}: ${source.cause}`, cure);
    }
    if (source.kind === 'factory') this.#factory(source.type, within);
    const problem = source.kind === 'input' ? source.reader.problem(source.type.name) : undefined;
    if (problem !== undefined) this.#find(problem.who, problem.cause, problem.cure);
    if (source.kind === 'session') this.sessionUser ??= who;
  }

  /** @param within the classes whose factories need this one, the outermost first */
  #factory(type: Class, within: readonly Class[]): void {
    const [factory, second] = factoriesOf(type);
    const start = within.indexOf(type);
    if (factory !== undefined && start !== -1) {
      const circle = [...within.slice(start), type].map(({ name }) => name);
      this.#find(
        factory.signature.who,
        `the factories go round in a circle: ${circle.join(' needs ')}`,
        'Let one of them take a Request or a service instead.',
      );
    }
    if (factory === undefined || start !== -1 || this.#factories.has(type)) return;
    if (second !== undefined)
      this.#find(
        nameOf(type),
        `it has two @FromRequest() methods, ${factory.method} and ${second.method}`,
        'Keep one: it says how an instance is made.',
      );
    if (factory.misplaced === undefined && factory.isStatic)
      this.#signature(factory.signature, 'factory', undefined, [...within, type]);
    else
      this.#find(
        factory.signature.who,
        `@FromRequest() stands on ${factory.misplaced ?? 'a method that is not static'}`,
        `Write a static method: static ${factory.method}(...) { return new ${type.name}(...); }.`,
      );
    this.#factories.add(type);
  }
}

const METADATA_CURE =
  'tsx, esbuild and Vitest before 4 never do: use phial run, node --import phial/register app.ts, or Vitest 4. ' +
  'tsc and swc do with "experimentalDecorators" and "emitDecoratorMetadata". Or list the types by hand: { inject: [...] } in the decorator, static inject = [...] for a constructor.';

/** What a parameter of such a name is likely meant to be. */
const OWN_CLASSES: Record<string, string | undefined> = {
  request: 'Request',
  req: 'Request',
  session: 'Session',
  app: 'App',
  response: 'Response',
};

/** A class given twice is found once, and not again for each of its routes. */
function withoutRepeated(controllers: readonly ControllerScan[], findings: Findings): ControllerScan[] {
  return controllers.filter((controller, index) => {
    const isFirst = controllers.findIndex(({ type }) => type === controller.type) === index;
    if (!isFirst)
      findings.find(
        nameOf(controller.type),
        'createApp({ controllers }) has it twice',
        "Take one out. The same routes below another prefix are a subclass's: @Controller('/other') class Other extends ... {}.",
      );
    return isFirst;
  });
}

/** The lists of `createApp()`: TypeScript takes any object for a controller or a service. */
function examineEntries({ controllers = [], services = [] }: AppOptions, findings: Findings): void {
  if (!Array.isArray(controllers))
    findings.find('controllers', 'it is no list', 'Write createApp({ controllers: [Notes] }).');
  if (!Array.isArray(services))
    findings.find('services', 'it is no list', 'Write createApp({ services: [new NoteStore()] }).');
  listOf(controllers).forEach((entry, index) => {
    if (!isController(entry))
      findings.find(`controllers[${index}]`, `it is ${describe(entry)}, not a class with routes`, entryCure(entry));
  });
  listOf(services).forEach((entry, index) => {
    const cure = serviceCure(entry);
    if (cure !== undefined)
      findings.find(`services[${index}]`, `it is ${describe(entry)}, not an object of a class`, cure);
  });
}

/** What an option holds, even when it is no list as it should be. */
export function listOf(option: unknown): unknown[] {
  return option == null ? [] : [option].flat();
}

function entryCure(entry: unknown): string {
  if (entry === undefined)
    return 'In a circle of imports a class is undefined too early: let the modules import each other in one direction.';
  if (typeof entry === 'object' && entry !== null) return 'List the classes themselves: controllers: [Notes, Users].';
  return 'Write the name of a class: controllers: [Notes].';
}

function serviceCure(entry: unknown): string | undefined {
  if (typeof entry === 'function') return `Write new ${entry.name || 'NoteStore'}(...).`;
  if (typeof entry !== 'object' || entry === null) return 'Write new NoteStore(), for example.';
  const prototype: unknown = Object.getPrototypeOf(entry);
  // It is never injected, but closed with the app.
  const isClosed = 'close' in entry || Symbol.asyncDispose in entry;
  return isClosed || (prototype !== null && prototype !== Object.prototype)
    ? undefined
    : 'Parameters are filled by class: make one for it. Settings belong into createApp({ config }).';
}

function describe(value: unknown): string {
  if (typeof value === 'function') return value.prototype === undefined ? 'a function' : `the class ${value.name}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object without a class' : inspect(value);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
