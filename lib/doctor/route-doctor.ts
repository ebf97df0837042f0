import { METHODS } from 'node:http';
import { inspect } from 'node:util';

import type { AppOptions } from '../config/config.js';
import type { Unfolded } from '../blueprints/unfold.js';
import { parameters, type Findings } from './findings.js';
import type { Injector } from '../injection/injection.js';
import { examineExpressions, examinePath } from './path-doctor.js';
import { inputsOf, type DeclaredInput } from '../input/input.js';
import { isBody } from '../input/kinds.js';
import type { FindingCode } from '../plain/setup-error.js';
import { mayHaveBody } from '../plain/methods.js';
import { OWN_STATIC } from '../routes/own-static.js';
import { segments } from '../classes/path.js';
import { areNamesakes, RouterTrial } from './router-trial.js';
import type { ControllerScan, Route } from '../classes/scanner.js';
import type { Signature } from '../classes/signature.js';

/** Examines the routes of an app: their paths and methods, the variables that handlers take, and what two of them share. */
export function examineRoutes(
  controllers: readonly ControllerScan[],
  blueprints: readonly Unfolded[],
  injector: Injector,
  options: AppOptions,
  findings: Findings,
): void {
  const routes = controllers.flatMap((controller) => controller.routes);
  const doctor = new RouteDoctor(new RouterTrial(routes, options, findings), injector, findings);
  for (const route of routes) doctor.examine(route);
  doctor.endpointNames(routes);
  doctor.namesOfFiles(routes, blueprints);
}

class RouteDoctor {
  constructor(
    private readonly trial: RouterTrial,
    private readonly injector: Injector,
    private readonly findings: Findings,
  ) {}

  examine(route: Route): void {
    this.findings.about(route.controller.blueprint);
    const {
      method: { signature, misplaced, isStatic },
      handler,
      methods,
    } = route;
    const served = this.#methods(route);
    const isPath = examinePath(route, this.findings) && this.#path(route);
    if (isPath) this.trial.examine(route, served);
    if (isPath) examineExpressions(route, this.findings);
    if (isPath && misplaced === undefined && !isStatic) this.#variables(route, signature);
    this.#inputs(inputsOf(signature.types), handler, methods);
  }

  /** Two controllers that would have the same names in urlFor(). */
  endpointNames(routes: readonly Route[]): void {
    const taken = new Map<string, Route>();
    for (const route of routes) {
      this.findings.about(route.controller.blueprint);
      const first = taken.get(route.endpoint);
      if (first === undefined) taken.set(route.endpoint, route);
      else if (first.controller !== route.controller && !areNamesakes(first, route)) {
        this.#find(
          'PH217',
          route.handler,
          `its endpoint '${route.endpoint}' is ${first.handler} already`,
          "Give one of the controllers another name: @Controller('/prefix', { name: '...' }).",
        );
      }
    }
  }

  /** A class beside a blueprint may be called like it, and its method like the blueprint's files. */
  namesOfFiles(routes: readonly Route[], blueprints: readonly Unfolded[]): void {
    const owners = blueprints.filter(({ given }) => given.static !== undefined).map(({ scan }) => scan.name);
    for (const { endpoint, handler, controller } of routes) {
      const owner = owners.find((name) => name + OWN_STATIC === endpoint);
      if (owner === undefined) continue;
      this.findings.about(controller.blueprint);
      this.#find(
        'PH217',
        handler,
        `its endpoint '${endpoint}' is that of the static files of the blueprint ${owner}`,
        "Rename the method, or give its controller another name: @Controller('/prefix', { name: '...' }).",
      );
    }
  }

  #find(code: FindingCode, who: string, cause: string, cure: string): void {
    this.findings.find(code, who, cause, cure);
  }

  /** @returns those that can be served */
  #methods({ handler, methods, method: { mark } }: Route): string[] {
    if (typeof mark.methods === 'object' && !Array.isArray(mark.methods)) {
      this.#find(
        'PH201',
        handler,
        'it has an object where its HTTP methods should be',
        "The options come third: @Route('/path', ['GET'], { ... }).",
      );
      return [];
    }
    if (methods.length === 0)
      this.#find('PH202', handler, 'it has an empty list of HTTP methods', "Write ['GET'], or leave the list away.");
    return methods.filter((method) => {
      const isServed = METHODS.includes(method) && method !== 'CONNECT';
      if (!isServed)
        this.#find(
          'PH203',
          handler,
          `'${method}' is no HTTP method that can be served`,
          'Write GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS.',
        );
      return isServed;
    });
  }

  /** @returns whether it can be served, as far as is known without a router */
  #path({ path, handler, method: { mark }, controller: { prefix } }: Route): boolean {
    const written: unknown = mark.path;
    if (typeof written !== 'string') {
      this.#find('PH204', handler, `its path is ${inspect(written, { depth: 0 })}`, pathCure(written));
      return false;
    }
    const url = /^\w+:\/\/[^/]*(\/.*)?$/.exec(written);
    if (url !== null) {
      this.#find('PH205', handler, `its path '${written}' is a whole URL`, `Write '${url[1] ?? '/'}'.`);
      return false;
    }
    const isRooted = written.startsWith('/') || (written === '' && prefix !== '');
    if (!isRooted) this.#find('PH205', handler, `its path '${written}' has no leading slash`, `Write '/${written}'.`);
    const pieces = segments(path);
    if (pieces.some(({ text, variable }) => !variable && /[?#]/.test(text))) {
      this.#find(
        'PH206',
        handler,
        `its path '${path}' has a '?' or '#'`,
        "A path ends before the query: read request.args. Only a last variable without an expression is optional, '/:page?'.",
      );
    }
    const names = pieces.flatMap(({ text, variable }) => (variable && text !== '*' ? [text] : []));
    for (const name of names.filter((one) => !/^\w+$/.test(one))) {
      this.#find(
        'PH207',
        handler,
        `its path '${path}' has a variable named '${name}'`,
        "Give it a name of letters, digits and _. A name ends before '/', '-', '.' or '('; '::' is a colon.",
      );
    }
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      this.#find(
        'PH208',
        handler,
        `${path} has the variable '${twice}' twice`,
        'Give each variable a name of its own.',
      );
    return isRooted && (prefix === '' || String(prefix).startsWith('/'));
  }

  #variables({ path, handler, variables }: Route, { types = [], names }: Signature): void {
    const taken = types.flatMap((type, index) =>
      this.injector.sourceOf(type, 'handler').kind === 'variable' ? [index] : [],
    );
    if (taken.length === 0) return;
    const list = variables.join(', ');
    if (taken.length !== variables.length) {
      const has = variables.length === 0 ? 'has none' : `has ${variables.length}: ${list}`;
      const cure =
        variables.length === 0
          ? `Put ${taken.length === 1 ? 'it' : 'them'} into the path, '/:${names[taken[0]!] ?? 'id'}', or read request.args, request.form or request.json.`
          : 'Take each of them, in that order, or none and read request.params.';
      this.#find(
        'PH209',
        handler,
        `${parameters(taken, names)} ${taken.length === 1 ? 'takes a path variable' : 'take path variables'}, and ${path} ${has}`,
        cure,
      );
      return;
    }
    const wrong = taken.findIndex(
      (parameter, index) => names[parameter] !== variables[index] && variables.includes(names[parameter] ?? ''),
    );
    if (wrong === -1) return;
    this.#find(
      'PH210',
      handler,
      `${parameters([taken[wrong]!], names)} would get the variable '${variables[wrong]}' of ${path}`,
      `Variables come in the order of the path: ${list}.`,
    );
  }

  /** A body is validated where there can be one, and as one thing. */
  #inputs(inputs: readonly DeclaredInput[], handler: string, methods: readonly string[]): void {
    const bodies = inputs.filter(({ reader }) => isBody(reader.kind));
    const bodiless = methods.filter((method) => !mayHaveBody(method));
    for (const body of bodies.filter(() => bodiless.length > 0)) {
      const cure =
        methods.length === bodiless.length
          ? `Use Query() for what is in the URL, or another method: @Route(path, ['POST']).`
          : `Give ${bodiless.join(' and ')} a method of its own, or validate by hand: await ${body.name}.validate(request).`;
      this.#find(
        'PH218',
        handler,
        `it takes ${described(body)}, and serves ${bodiless.join(' and ')}, which has no body`,
        cure,
      );
    }
    const [form, json] = (['form', 'json'] as const).map((kind) => bodies.find(({ reader }) => reader.kind === kind));
    if (form === undefined || json === undefined) return;
    this.#find(
      'PH219',
      handler,
      `it takes ${described(form)}, and ${described(json)}, and a request has one body`,
      `Take one of them, or a Request, and validate by hand what request.isJson says: await ${json.name}.validate(request).`,
    );
  }
}

/** Express takes expressions, and Nest and Express lists. */
function pathCure(written: unknown): string {
  if (Array.isArray(written)) return "Write a decorator for each: @Get('/x') @Get('/y') on one method.";
  if (written instanceof RegExp)
    return "Write @Route('/path'); an expression is a variable's: @Get('/:year(^\\\\d{4}$)').";
  return "Write @Route('/path'). In a circle of imports, a constant is undefined too early.";
}

function described({ name, reader }: DeclaredInput): string {
  return `${name}, a ${reader.kind === 'form' ? 'form' : 'JSON body'}`;
}
