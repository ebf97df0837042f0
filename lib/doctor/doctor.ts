import { inspect } from 'node:util';

import type { AppOptions } from '../config/config.js';
import { examineEntries, withoutRepeated } from './entries.js';
import { Findings } from './findings.js';
import type { Injector } from '../injection/injection.js';
import type { Use } from '../injection/unfillable.js';
import { isForeignClass, ONE_COPY, TWO_COPIES } from '../plain/copies.js';
import { examineReach } from './reach.js';
import { examineServed } from './served.js';
import { servicesOf } from '../blueprints/given.js';
import { examineBlueprints } from './blueprint-doctor.js';
import type { Unfolded } from '../blueprints/unfold.js';
import { checkControllerOptions, checkMarkOptions } from './decorator-options.js';
import { decoratorOf, ownRecord, type Class, type Mark } from '../classes/metadata.js';
import { examineErrors, examineShadowed } from './error-doctor.js';
import { examineGenerator } from './generators.js';
import { examineHookBodies } from './hook-bodies.js';
import { examineUrlPath } from './path-doctor.js';
import { examineCommands } from './command-doctor.js';
import { examineOpenApi } from './openapi-doctor.js';
import { examineRoutes } from './route-doctor.js';
import { isError, saysItsInstances } from '../plain/is-error.js';
import { isErrorStatus } from '../response/abort.js';
import type { BlueprintScan, ControllerScan, ScannedMethod } from '../classes/scanner.js';
import type { FindingCode } from '../plain/setup-error.js';
import { nameOf, type Signature } from '../classes/signature.js';
import { examineTakers } from './takers.js';
import { examineTexts } from './text-doctor.js';
import { examineGiver, examineMarkedSource, examineSources } from './source-doctor.js';
import { SignatureDoctor } from './signature-doctor.js';

/** What the doctor finds of an app. */
export interface Examination extends Pick<Findings, 'findings' | 'warnings'> {
  /** The first method that declares a `Session`: it needs a secret key. */
  sessionUser: string | undefined;
}

/** Examines the classes of an app before it serves its first request, and finds all that is wrong at once. */
export function examine(
  options: AppOptions,
  blueprints: readonly Unfolded[],
  controllers: readonly ControllerScan[],
  injector: Injector,
): Examination {
  const findings = new Findings();
  const each = withoutRepeated(controllers, findings);
  findings.about(undefined);
  examineEntries(options, findings);
  examineUrlPath(options, findings);
  examineBlueprints(options, blueprints, findings);
  const signatures = new SignatureDoctor(injector, findings, Array.isArray(options.services ?? []));
  const doctor = new Doctor(signatures, findings);
  for (const controller of each) doctor.examine(controller);
  examineShadowed(each, findings);
  findings.about(undefined);
  examineSources(each, servicesOf(options, blueprints), findings);
  examineRoutes(each, blueprints, injector, options, findings);
  examineHookBodies(each, findings);
  examineTakers(each, findings);
  examineTexts(each, findings);
  examineCommands(each, injector, findings);
  findings.about(undefined);
  signatures.about(undefined);
  examineOpenApi(options.openapi, each, signatures, findings);
  return { findings: findings.findings, warnings: findings.warnings, sessionUser: signatures.sessionUser };
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
  helper: 'helper',
  own: 'lifecycle',
  command: 'command',
  factory: 'factory',
};

/** What runs for requests, many at a time. */
const OF_REQUESTS: ReadonlySet<Mark['kind']> = new Set([
  'route',
  'errorHandler',
  'before',
  'after',
  'teardown',
  'context',
]);

/** Examines controllers: what their decorators stand on, and what their methods' parameters are declared as. */
class Doctor {
  constructor(
    private readonly signatures: SignatureDoctor,
    private readonly findings: Findings,
  ) {}

  examine(controller: ControllerScan): void {
    const { type, ownPrefix: prefix, name, methods, blueprint } = controller;
    this.findings.about(blueprint);
    this.signatures.about(blueprint);
    const who = nameOf(type);
    if (isForeignClass(type)) {
      this.#find('PH316', who, `it was decorated by another copy of Phial: ${TWO_COPIES}`, ONE_COPY);
    } else if (methods.length === 0) {
      this.#find(
        'PH303',
        who,
        'it has no route, hook or error handler',
        `Mark a method with @Route('/path'), or take the class out of ${this.findings.controllers}.`,
      );
    }
    if (name === '')
      this.#find(
        'PH304',
        who,
        'its endpoints have no name',
        "Name the class, or write @Controller('/prefix', { name: 'notes' }).",
      );
    if (typeof prefix !== 'string') {
      this.#find(
        'PH305',
        who,
        `its prefix is ${inspect(prefix, { depth: 0 })}`,
        "Write @Controller('/prefix'); { name } comes second.",
      );
    } else if (prefix !== '' && !prefix.startsWith('/')) {
      this.#find('PH205', who, `its prefix '${prefix}' has no leading slash`, `Write @Controller('/${prefix}').`);
    }
    this.findings.addAll(checkControllerOptions(who, ownRecord(type)?.options));
    if (controller.instance === undefined) this.signatures.examine(controller.signature, 'constructor', controller);
    for (const method of methods) this.#method(controller, method);
  }

  #find(code: FindingCode, who: string, cause: string, cure: string): void {
    this.findings.find(code, who, cause, cure);
  }

  #method(controller: ControllerScan, method: ScannedMethod): void {
    const found = this.findings.findings.length;
    this.#marked(controller, method);
    // What is wrong in itself is to be mended first.
    if (this.findings.findings.length === found) examineReach(controller, method, this.findings);
  }

  #marked(controller: ControllerScan, scanned: ScannedMethod): void {
    const { mark, method, misplaced, isStatic, signature } = scanned;
    const { who } = signature;
    const decorator = decoratorOf(mark);
    if (mark.kind === 'factory') {
      this.#find(
        'PH307',
        who,
        '@FromRequest() makes an instance of a class from the request, and this class is a controller',
        'Move the method to the class that it makes.',
      );
    } else if (misplaced !== undefined) {
      this.#misplaced(who, decorator, method, misplaced);
    } else if (isStatic) {
      this.#find('PH306', who, `${decorator} stands on a static method`, "Take the word 'static' away.");
    } else if (mark.kind === 'helper') {
      this.signatures.examineHelper(signature);
    } else if (mark.kind === 'own') {
      this.signatures.examineService(who, decorator, mark.service);
      this.signatures.examineOverride(signature, 'hook');
    } else {
      this.signatures.examine(signature, USES[mark.kind], controller);
    }
    examineServed(controller, scanned, this.findings);
    examineGenerator(controller.type, scanned, this.findings);
    if (mark.kind === 'errorHandler') this.#errorHandler(signature, mark.of);
    this.findings.addAll(checkMarkOptions(who, mark));
    if (typeof mark.options === 'object' && 'scope' in mark.options)
      this.#scope(who, decorator, mark.options.scope, controller.blueprint);
    if (misplaced === undefined && !isStatic && (mark.kind === 'context' || mark.kind === 'helper'))
      examineGiver(controller, method, mark.kind, who, this.findings);
    if (misplaced === undefined && !isStatic && !controller.isService && OF_REQUESTS.has(mark.kind))
      examineMarkedSource(controller, method, mark, signature, this.findings);
  }

  #misplaced(who: string, decorator: string, method: string, misplaced: string): void {
    if (misplaced === 'a private method') {
      this.#find(
        'PH306',
        // oxc leaves the name away.
        who.replace(/\.$/, ''),
        `${decorator} stands on ${misplaced}, which cannot be served`,
        `Write a method without the #: ${method.slice(1) || 'list'}() { ... }.`,
      );
      return;
    }
    const name = /^\w+$/.test(method) ? method : 'name';
    this.#find('PH306', who, `${decorator} stands on ${misplaced}`, `Write a method: ${name}() { ... }.`);
  }

  #errorHandler(signature: Signature, of: unknown): void {
    const { who } = signature;
    if (typeof of === 'function' && isForeignClass(of as Class))
      this.#find('PH316', who, `@ErrorHandler() takes a class of another copy of Phial: ${TWO_COPIES}`, ONE_COPY);
    const isClass = typeof of === 'function' && (of === Error || of.prototype instanceof Error || saysItsInstances(of));
    if (isErrorStatus(of) || isClass) {
      examineErrors(signature, of as Class | number, this.findings);
      return;
    }
    this.#find(
      'PH308',
      who,
      `@ErrorHandler() takes a status from 400 to 599 or a class of errors, not ${errorHandled(of)}`,
      'Write @ErrorHandler(404) or @ErrorHandler(SomeError).',
    );
  }

  #scope(who: string, decorator: string, scope: unknown, blueprint: BlueprintScan | undefined): void {
    if (scope === undefined || scope === 'app' || scope === 'controller') return;
    if (scope === 'blueprint') {
      if (blueprint === undefined)
        this.#find(
          'PH309',
          who,
          `the scope of ${decorator} is 'blueprint', and its controller is in none`,
          "Write { scope: 'app' }, or give the controller to a blueprint.",
        );
      return;
    }
    this.#find(
      'PH309',
      who,
      `the scope of ${decorator} is ${inspect(scope, { depth: 0 })}`,
      "Write { scope: 'app' } for all requests, or leave it away for those of this controller.",
    );
  }
}

/** An error would be shown with its stack. */
function errorHandled(of: unknown): string {
  if (!isError(of)) return inspect(of, { depth: 0 });
  return `${/^[AEIOU]/.test(of.name) ? 'an' : 'a'} ${of.name} that is made already`;
}
