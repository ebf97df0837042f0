import { METHODS } from 'node:http';

import type { Finding } from './errors.js';
import type { Injector, Use } from './injection.js';
import { inputReaderOf } from './input.js';
import type { Class, Mark } from './metadata.js';
import { pattern } from './path.js';
import { factoriesOf, type ControllerScan, type Route, type ScannedMethod, type Signature } from './scanner.js';
import { isStandardSchema } from './standard-schema.js';
import { Session } from './session/session.js';

/** What the doctor says: what must be mended, and what may be meant otherwise. */
export interface Diagnosis {
  findings: Finding[];
  warnings: string[];
  /** The first method that declares a `Session`: it needs a secret key. */
  sessionUser: string | undefined;
}

const USES: Record<Mark['kind'], Use> = {
  route: 'handler', errorHandler: 'errorHandler', before: 'hook', after: 'after', teardown: 'teardown',
  context: 'hook', start: 'lifecycle', stop: 'lifecycle', helper: 'lifecycle', factory: 'factory',
};

const NAMES: Record<Mark['kind'], string> = {
  route: '@Route()', errorHandler: '@ErrorHandler()', before: '@BeforeRequest()', after: '@AfterRequest()', teardown: '@TeardownRequest()',
  context: '@ContextProcessor()', start: '@OnStart()', stop: '@OnStop()', helper: '@TemplateHelper()', factory: '@FromRequest()',
};

/** Examines the classes of an app before it serves its first request, and finds all mistakes at once. */
export function examine(controllers: readonly ControllerScan[], injector: Injector): Diagnosis {
  return new Doctor(injector).examine(controllers);
}

class Doctor {
  readonly #findings: Finding[] = [];
  readonly #warnings: string[] = [];
  /** The classes whose factories were examined. */
  readonly #factories = new Set<Class>();
  #sessionUser: string | undefined;

  constructor(private readonly injector: Injector) {}

  examine(controllers: readonly ControllerScan[]): Diagnosis {
    for (const controller of controllers) {
      if (controller.methods.length === 0) {
        this.#find(controller.type.name, 'it has no route, hook or error handler', "Mark a method with @Route('/path'), or take the class out of createApp({ controllers }).");
      }
      if (controller.instance === undefined) this.#signature(controller.signature, 'constructor');
      for (const method of controller.methods) this.#method(controller, method);
      for (const route of controller.routes) this.#route(route);
    }
    this.#duplicates(controllers.flatMap(({ routes }) => routes));
    this.#endpointNames(controllers);
    return { findings: this.#findings, warnings: this.#warnings, sessionUser: this.#sessionUser };
  }

  #find(who: string, cause: string, cure: string): void {
    // Several routes may stand on one method, whose parameters are wrong only once.
    if (!this.#findings.some((one) => one.who === who && one.cause === cause)) this.#findings.push({ who, cause, cure });
  }

  #method(controller: ControllerScan, { mark, method, misplaced, isStatic, signature }: ScannedMethod): void {
    const { who } = signature;
    const name = NAMES[mark.kind];
    if (mark.kind === 'factory') {
      this.#find(who, '@FromRequest() makes an instance of a class from the request, and this class is a controller', 'Move the method to a class of its own, the one that it makes.');
    } else if (misplaced !== undefined) {
      const a = misplaced === 'accessor' ? 'an accessor' : 'a field';
      this.#find(who, `${name} stands on ${a}, which is no method`, `Write a method: ${method}() { ... }.`);
    } else if (isStatic) {
      this.#find(who, `${name} stands on a static method`, "Take the word 'static' away.");
    } else if (mark.kind !== 'helper') {
      this.#signature(signature, USES[mark.kind]);
    }
    if (mark.kind === 'errorHandler') this.#errorHandler(who, mark.of);
    if (controller.instance === undefined && mark.kind === 'route' && misplaced === undefined) this.#answer(controller, method, who);
  }

  #errorHandler(who: string, of: unknown): void {
    const isStatus = Number.isInteger(of) && (of as number) >= 400 && (of as number) <= 599;
    const isClass = typeof of === 'function' && (of === Error || of.prototype instanceof Error);
    if (isStatus || isClass) return;
    this.#find(who, `@ErrorHandler() takes a status from 400 to 599 or a class of errors, not ${String(of)}`, 'Write @ErrorHandler(404) or @ErrorHandler(SomeError).');
  }

  /** A handler that cannot give an answer is likely a mistake; what it calls may throw, so that this is a warning. */
  #answer(controller: ControllerScan, method: string, who: string): void {
    const source = String((controller.type.prototype as Record<string, unknown>)[method]);
    if (/\b(?:return|throw)\b|\b(?:abort|redirect)\s*\(/.test(source)) return;
    this.#warnings.push(`${who} has neither return nor throw, so that it gives no response. Return one.`);
  }

  /** Parameters: are their types known, and does something fill each? */
  #signature(signature: Signature, use: Use, within: readonly Class[] = []): void {
    const { who, types, length, names } = signature;
    if (types === undefined) {
      if (length > 0) this.#noMetadata(signature, use);
      return;
    }
    if (types.length < length) {
      this.#find(who, `inject lists ${types.length} types, and there are ${length} parameters`, 'List the type of each parameter, in order.');
    }
    types.forEach((type, index) => this.#parameter(who, type, parameterName(index, names), use, within));
  }

  #noMetadata({ who, length }: Signature, use: Use): void {
    const byHand = use === 'constructor' ? 'static inject = [...]' : '{ inject: [...] } in its decorator';
    this.#find(
      who,
      `the types of its ${length === 1 ? 'parameter are' : `${length} parameters are`} not known, because the compiler emitted no decorator metadata`,
      `esbuild, tsx and Vitest before 4 emit none: run with 'node --import @oxc-node/core/register', compile with tsc or swc ("experimentalDecorators" and "emitDecoratorMetadata" in tsconfig.json)${use === 'constructor' ? ', decorate the class' : ''}, or list the types by hand with ${byHand}.`,
    );
  }

  #parameter(who: string, type: unknown, parameter: string, use: Use, within: readonly Class[]): void {
    const source = this.injector.sourceOf(type, use);
    if (source.kind === 'problem') this.#find(who, `${parameter}: ${source.cause}`, source.cure);
    if (source.kind === 'factory') this.#factory(source.type, within);
    if (source.kind === 'input' && !isStandardSchema(source.reader.schema)) {
      this.#find(source.type.name, `its schema is ${typeof source.reader.schema === 'object' ? 'no Standard Schema' : `a ${typeof source.reader.schema}`}`, 'Give Form(), Json() or Query() a schema of zod, valibot, arktype or another library of standardschema.dev.');
    }
    if (type === Session) this.#sessionUser ??= who;
  }

  /** @param within the classes whose factories need this one, the outermost first */
  #factory(type: Class, within: readonly Class[]): void {
    const [factory, second] = factoriesOf(type);
    const start = within.indexOf(type);
    if (factory !== undefined && start !== -1) {
      const circle = [...within.slice(start), type].map(({ name }) => name);
      this.#find(factory.signature.who, `the factories go round in a circle: ${circle.join(' needs ')}`, 'Let one of them take a Request or a service instead.');
    }
    if (factory === undefined || start !== -1 || this.#factories.has(type)) return;
    if (second !== undefined) this.#find(type.name, 'it has two @FromRequest() methods', 'Keep one: it says how an instance is made.');
    if (factory.misplaced === undefined && factory.isStatic) this.#signature(factory.signature, 'factory', [...within, type]);
    else this.#find(factory.signature.who, '@FromRequest() stands on something that is no static method', `Write a static method: static ${factory.method}(...) { return new ${type.name}(...); }.`);
    this.#factories.add(type);
  }

  #route({ path, method: { mark, signature, misplaced, isStatic }, methods, variables, handler }: Route): void {
    if (!mark.path.startsWith('/')) {
      this.#find(handler, `its path '${mark.path}' has no leading slash`, `Write '/${mark.path}'.`);
    }
    if (methods.length === 0) this.#find(handler, 'it has an empty list of HTTP methods', "Write ['GET'], or leave the list away.");
    for (const method of methods) {
      if (!METHODS.includes(method) || method === 'CONNECT') this.#find(handler, `'${method}' is no HTTP method that can be served`, `Write one of ${['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].join(', ')}.`);
    }
    const twice = variables.find((name, index) => variables.indexOf(name) !== index);
    if (twice !== undefined) this.#find(handler, `${path} has the variable '${twice}' twice`, 'Give each variable a name of its own.');
    if (misplaced === undefined && !isStatic) this.#variables(path, handler, signature, variables);
    for (const type of signature.types ?? []) this.#input(type, handler, methods);
  }

  /** A body is validated where there can be one. */
  #input(type: unknown, handler: string, methods: readonly string[]): void {
    const kind = inputReaderOf(type)?.kind;
    const bodiless = methods.filter((method) => ['GET', 'HEAD'].includes(method));
    if (kind === undefined || kind === 'query' || bodiless.length === 0) return;
    const { name } = type as Class;
    const cure = methods.length === bodiless.length
      ? `Use Query() for what is in the URL, or another method: @Route(path, ['POST']).`
      : `Give ${bodiless.join(' and ')} a method of its own, or validate by hand: await ${name}.validate(request).`;
    this.#find(handler, `it takes ${name}, a ${kind === 'form' ? 'form' : 'JSON body'}, and serves ${bodiless.join(' and ')}, which has no body`, cure);
  }

  #variables(path: string, handler: string, { types = [], names }: Signature, variables: readonly string[]): void {
    const taken = types.flatMap((type, index) => (this.injector.sourceOf(type, 'handler').kind === 'variable' ? [names[index] ?? ''] : []));
    if (taken.length === 0) return;
    const list = variables.join(', ');
    if (taken.length !== variables.length) {
      const has = variables.length === 0 ? 'no variables' : `the variables ${list}`;
      const cure = variables.length === 0
        ? 'Put them into the path (/:id), or read request.args, request.form or request.json.'
        : 'Take each of them, in that order, or none and read request.params.';
      this.#find(handler, `it takes ${taken.length} path ${taken.length === 1 ? 'variable' : 'variables'}, and ${path} has ${has}`, cure);
      return;
    }
    const wrong = taken.findIndex((name, index) => name !== variables[index] && variables.includes(name));
    if (wrong === -1) return;
    this.#find(handler, `it takes ${taken.join(', ')}, and ${path} has its variables in the order ${list}`, 'Variables are filled in the order of the path: take them in that order.');
  }

  #duplicates(routes: readonly Route[]): void {
    const taken = new Map<string, Route>();
    for (const route of routes) {
      for (const method of route.methods) {
        const key = `${method} ${pattern(route.path)}`;
        const first = taken.get(key);
        if (first === undefined) taken.set(key, route);
        else this.#find(route.handler, `${method} ${route.path} is served by ${first.handler} already${first.path === route.path ? '' : ` (as ${first.path})`}`, 'Change the path or the method of one of them.');
      }
    }
  }

  /** Two controllers, or two methods of different classes, that would have the same name in urlFor(). */
  #endpointNames(controllers: readonly ControllerScan[]): void {
    const taken = new Map<string, Route>();
    for (const { routes } of controllers) {
      for (const route of routes) {
        const first = taken.get(route.endpoint);
        if (first === undefined) taken.set(route.endpoint, route);
        else if (first.controller !== route.controller) {
          this.#find(route.handler, `the endpoint '${route.endpoint}' is ${first.handler} already`, "Give one of the controllers a name of its own: @Controller('/prefix', { name: '...' }).");
        }
      }
    }
  }
}

/** "parameter 2 (session)" */
function parameterName(index: number, names: readonly string[]): string {
  const name = names[index] ?? '';
  return `parameter ${index + 1}${name === '' ? '' : ` (${name})`}`;
}
