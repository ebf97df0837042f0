import { Abort } from '../response/abort.js';
import { isForeignClass, ONE_COPY, TWO_COPIES } from '../plain/copies.js';
import { checkDemands, checkOperation } from '../config/operation-options.js';
import { findUnknown } from '../config/option-kinds.js';
import { spelledOut, type OperationOptions } from '../classes/operation-options.js';
import { factoriesOf, lineOf, type ControllerScan, type Route } from '../classes/scanner.js';
import { nameOf } from '../classes/signature.js';
import type { Class, Mark } from '../classes/metadata.js';
import { factoryClasses, isDocumented, liesBelow } from '../openapi/said.js';
import { OPENAPI_NAMES, type OpenApiOptions } from '../openapi/options.js';
import { didYouMean } from '../plain/nearest.js';
import { shownBriefly } from '../plain/shown.js';
import type { Findings } from './findings.js';
import type { SignatureDoctor } from './signature-doctor.js';

/** Examines what is said to the API's document, by the app and by its classes. */
export function examineOpenApi(
  openapi: OpenApiOptions | undefined,
  scans: readonly ControllerScan[],
  signatures: SignatureDoctor,
  findings: Findings,
): void {
  for (const { type, openapi: said, blueprint } of scans) {
    findings.about(blueprint);
    findings.addAll(checkOperation(`openapi of ${nameOf(type)}`, said));
  }
  for (const route of scans.flatMap(({ routes }) => routes)) {
    findings.about(route.controller.blueprint);
    examineBodiless(route, findings);
  }
  findings.about(undefined);
  const types = scans.flatMap(({ methods }) => methods.flatMap(({ signature }) => signature.types ?? []));
  for (const type of factoryClasses(types))
    findings.addAll(checkDemands(`openapi of ${nameOf(type)}`, (type as { openapi?: unknown }).openapi));
  if (openapi === undefined) return;
  const extensions = Object.keys(openapi).filter((name) => name.startsWith('x-'));
  // What belongs into a missing info is told with that.
  const ofInfo = (openapi as Partial<OpenApiOptions>).info === undefined ? ['title', 'version', 'description'] : [];
  findings.addAll(findUnknown('openapi', openapi, [...OPENAPI_NAMES, ...extensions, ...ofInfo]));
  examinePlaces(openapi, scans, findings);
  examineGuard(openapi.guard, signatures, findings);
  if (openapi.errors !== undefined) examineErrorHandlers(openapi, scans, findings);
}

/** Without one, each error is sent as a problem, and does not fit what the document says of it. */
function examineErrorHandlers({ routes }: OpenApiOptions, scans: readonly ControllerScan[], findings: Findings): void {
  const takers = scans.flatMap((scan) =>
    scan.methods.flatMap(({ mark }) => (takesAborts(mark) ? [{ scan, mark }] : [])),
  );
  const documented = scans.filter((scan) => scan.routes.some((route) => isDocumented(route, routes)));
  const isTaken = documented.every((one) => takers.some(({ scan, mark }) => reaches(scan, mark, one)));
  if (isTaken) return;
  findings.warn(
    'PH511',
    'openapi',
    'it says by its errors what the app answers, and no error handler of the app takes every Abort: the others are sent as problems',
    "Write @ErrorHandler(Abort, { scope: 'app' }) on a method that returns what the schema says, or take errors out.",
  );
}

function takesAborts(mark: Mark): mark is ErrorHandlerMark {
  if (mark.kind !== 'errorHandler') return false;
  const { of } = mark;
  return typeof of === 'function' && (of === Abort || Abort.prototype instanceof of);
}

type ErrorHandlerMark = Extract<Mark, { kind: 'errorHandler' }>;

/** Whether an error handler of one controller takes what handlers of another one throw. */
function reaches(
  { blueprint, type }: ControllerScan,
  { options: { scope } }: ErrorHandlerMark,
  other: ControllerScan,
): boolean {
  if (scope === 'app') return true;
  return scope === 'blueprint' ? lineOf(other.blueprint).some((one) => one === blueprint) : other.type === type;
}

/** A schema says what is in a body, and some statuses have none. */
function examineBodiless({ handler, options: { response, openapi } }: Route, findings: Findings): void {
  const { status, responses } = Object(openapi) as OperationOptions;
  const single = Object.entries(Object(responses) as NonNullable<typeof responses>).map(([name, what]) => {
    const { schema, type } = spelledOut(what);
    return [name, schema === undefined ? type && 'type' : 'schema'] as const;
  });
  const bodies = [[String(status), response && 'schema'] as const, ...single];
  for (const [name, body] of bodies)
    if (body && BODILESS.includes(name))
      findings.warn(
        'PH510',
        handler,
        `its ${body} is of the status ${name}, which has no body`,
        `Take the ${body} out, or say another status: 200, or 201 of what was made.`,
      );
}

const BODILESS = ['204', '205', '304'];

function examinePlaces({ routes, path }: OpenApiOptions, scans: readonly ControllerScan[], findings: Findings): void {
  if (path !== undefined && path !== false && !isPath(path))
    findings.find(
      'PH504',
      'openapi',
      `its path is ${shownBriefly(path)}`,
      "Write path: '/docs', or false for no page.",
    );
  else if (typeof path === 'string' && path.replace(/\/+$/, '') === '/openapi.json')
    findings.find(
      'PH504',
      'openapi',
      `its path is '${path}', where the document is`,
      "Write path: '/docs', or false for no page.",
    );
  if (routes === undefined) return;
  const paths = scans.flatMap((scan) => scan.routes.map((route) => route.path));
  if (!isPath(routes))
    findings.find('PH504', 'openapi', `its routes are ${shownBriefly(routes)}`, "Write routes: '/api'.");
  else if (!paths.some((one) => liesBelow(one, routes)))
    findings.find('PH506', 'openapi', `no route lies below its routes, '${routes}'`, cureOf(routes, paths));
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/');
}

function cureOf(routes: string, paths: readonly string[]): string {
  const first = paths.map((path) => `/${path.split('/')[1] ?? ''}`);
  return `Write the path that the API lies below.${didYouMean(routes, [...new Set(first)])}`;
}

function examineGuard(guard: unknown, signatures: SignatureDoctor, findings: Findings): void {
  if (guard === undefined) return;
  if (typeof guard === 'function' && factoriesOf(guard as Class).length > 0) {
    const signature = { who: 'openapi.guard', types: [guard], length: 1, names: ['guard'] };
    signatures.examine(signature, 'hook', undefined);
    return;
  }
  if (typeof guard === 'function' && isForeignClass(guard as Class)) {
    const cause = `its guard is the class ${nameOf(guard as Class)}, of another copy of Phial: ${TWO_COPIES}`;
    findings.find('PH316', 'openapi', cause, ONE_COPY);
    return;
  }
  findings.find(
    'PH505',
    'openapi',
    `its guard is ${typeof guard === 'function' ? `the class ${nameOf(guard as Class)}` : shownBriefly(guard)}, which no @FromRequest() method makes`,
    'Give it a class with one, which throws an Abort or a Redirect to those who may not see the document.',
  );
}
