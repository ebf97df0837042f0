import { lineage, ownRecord, type Class, type Mark } from '../classes/metadata.js';
import type { ControllerScan } from '../classes/scanner.js';
import { nameOf, type Signature } from '../classes/signature.js';
import { dropped, type Dropped } from './dropped.js';
import { Abort } from '../response/abort.js';
import { SHARED_CURE } from './field-watch.js';
import type { Findings } from './findings.js';
import { habitsOf } from './habits.js';
import { guardsOf, unawaitedGuard } from './guards.js';
import { returnsJsonText } from './json-as-text.js';
import { strangeLifecycle } from './lifecycles.js';
import { takenForList } from './list-bodies.js';
import { unawaitedLoop } from './loops.js';
import { returnsPipe } from './pipes.js';
import { fieldsSet, givesNothing, nothingReturned, promiseAsked, returnsNameless, unusedResponse } from './sources.js';
import { shownStatus, statusReturned, type StatusReturned } from './status-lists.js';
import { swallowed } from './swallowed.js';
import { unawaitedSave } from './unawaited-saves.js';
import { fieldNeverSet } from './unset-fields.js';

// What sources say may be meant otherwise, so all of it is warnings.

/** The source of what runs for requests. */
export function examineMarkedSource(
  controller: ControllerScan,
  method: string,
  mark: Mark,
  { who, types = [], names }: Signature,
  findings: Findings,
): void {
  const { prototype } = controller.type as { prototype: Record<string, unknown> };
  const source = prototype[method];
  const unused = unusedResponse(source);
  if (unused !== undefined)
    findings.warn('PH702', who, `it calls ${unused}() and returns nothing of it`, `Write return ${unused}(...).`);
  else if (mark.kind === 'route' && !mayGiveNothing(controller, method) && givesNothing(source, prototype))
    findings.warn('PH701', who, ...nothingReturned(source));
  for (const field of fieldsSet(source))
    findings.warn('PH703', who, `it sets this.${field}, and all requests share the controller`, SHARED_CURE);
  const unset = fieldNeverSet(source, controller.type, controller.instance);
  if (unset !== undefined)
    findings.warn(
      'PH710',
      who,
      `it reads this.${unset}, which nothing sets: no field is filled, and no decorator fills one`,
      `Let the constructor take it: constructor(private readonly ${unset}: ${className(unset)}) {}.`,
    );
  const status = statusReturned(source);
  if (status !== undefined) examineStatus(who, mark, status, findings);
  const save = unawaitedSave(source, types, names);
  if (save !== undefined)
    findings.warn(
      'PH714',
      who,
      `it calls ${save}(), which takes time, and goes on without waiting for it`,
      `Write await ${save}(path).`,
    );
  const left = dropped(source);
  if (left !== undefined) findings.warn('PH702', who, ...ofDropped(left, mark));
  examineAnswer(source, types, names, who, findings);
  for (const { code, cause, cure } of habitsOf(source, types, names)) findings.warn(code, who, cause, cure);
}

/** What it makes of data: JSON, and of a list. */
function examineAnswer(
  source: unknown,
  types: readonly unknown[],
  names: readonly string[],
  who: string,
  findings: Findings,
): void {
  if (returnsJsonText(source))
    findings.warn(
      'PH717',
      who,
      'it returns JSON as text, and text is sent as text/html',
      'Return the object itself, or makeResponse(object, status).',
    );
  if (returnsPipe(source))
    findings.warn(
      'PH723',
      who,
      'it returns what pipe() gives, which hears nothing of an error before it: the response is not ended, and the error ends the process',
      "Write return pipeline(source, target, () => {}), of 'node:stream'.",
    );
  const list = takenForList(source, types, names);
  if (list !== undefined)
    findings.warn('PH718', who, `it takes the list of a JSON body, which is its value, by ${list.text}`, list.cure);
}

function ofDropped({ made, isThrown }: Dropped, { kind }: Mark): [cause: string, cure: string] {
  if (isThrown) return [`it calls ${made}() and neither throws nor returns it`, `Write throw ${made}(...).`];
  return kind === 'after'
    ? [
        `it makes another response, by ${made}(), and returns nothing of it`,
        'Declare a parameter, response: Response, and change that: it is what is sent.',
      ]
    : [`it makes a response, by ${made}(), and returns nothing of it`, `Write return ${made}(...).`];
}

/** A context processor or a template's helper: what it gives is all that it is for. */
export function examineGiver(
  { type }: ControllerScan,
  method: string,
  kind: 'context' | 'helper',
  who: string,
  findings: Findings,
): void {
  const { prototype } = type as { prototype: Record<string, unknown> };
  const source = prototype[method];
  // One that keeps what it is told for others gives nothing on purpose.
  if (KEEPS.test(String(source)) && givesNothing(source, prototype)) return;
  const what = kind === 'context' ? nothingNamed(source, prototype) : nothingGiven(source, prototype);
  if (what !== undefined) findings.warn('PH715', who, ...what);
}

/** An assignment to a field, or to the request's state, or what is added to one. */
const KEEPS =
  /(?:\bthis|\.state)(?:\s*\.\s*#?[\w$]+|\[[^\]]*\])+\s*(?:(?:\?\?|\|\||[-+*/])?=(?![=>])|\+\+|--)|(?:\bthis|\.state)\b[^;]*\.(?:push|unshift|add|set|append)\s*\(/;

function nothingNamed(source: unknown, prototype: object): [cause: string, cure: string] | undefined {
  const cure = "Return an object with the template's values by name: return { title }.";
  if (givesNothing(source, prototype)) return ['it has no return, so that templates get no values of it', cure];
  return returnsNameless(source) ? ['it returns what has no names for a template', cure] : undefined;
}

function nothingGiven(source: unknown, prototype: object): [cause: string, cure: string] | undefined {
  // One for the log gives nothing on purpose.
  if (!givesNothing(source, prototype) || String(source).includes('console.')) return undefined;
  return ['it has no return, so that templates write nothing for it', 'Return the text, or html`...`.'];
}

/** Its answer has no body; or a decorator of `marker()` stands on it, too, whose extension answers, as that of WebSockets. */
function mayGiveNothing({ methods }: ControllerScan, name: string): boolean {
  return methods.some(({ method, mark }) => method === name && (mark.kind === 'own' || isEmpty(mark)));
}

function className(field: string): string {
  return `${field[0]!.toUpperCase()}${field.slice(1)}`;
}

function isEmpty(mark: Mark): boolean {
  if (mark.kind !== 'route') return false;
  // The doctor looks at options of any kind.
  return (Object(mark.options.openapi) as { status?: unknown }).status === 204;
}

/** An object that tells the status with which it is sent is an answer that is meant so. */
function examineStatus(who: string, mark: Mark, returned: StatusReturned, findings: Findings): void {
  const sent = statusSent(mark);
  const { status, where, hasHeaders } = returned;
  const isWhole = where === 'object' || where === 'alone';
  if (isWhole && (sent === undefined || (sent === status && sent !== 200))) return;
  const abort = status >= 400 && !hasHeaders ? ` or abort(${status}, message)` : '';
  findings.warn(
    'PH705',
    who,
    `it returns ${shownStatus(returned, sent ?? 200)}`,
    `Write return makeResponse(body, ${status}${hasHeaders ? ', headers' : ''})${abort}.`,
  );
}

/** The status of what a method returns when it sets none; undefined when it cannot be known, or nothing is sent of it. */
function statusSent(mark: Mark): number | undefined {
  if (mark.kind === 'before') return 200;
  if (mark.kind === 'route') {
    const { status } = Object(mark.options.openapi) as { status?: unknown };
    return typeof status === 'number' ? status : 200;
  }
  if (mark.kind !== 'errorHandler') return undefined;
  if (typeof mark.of === 'number') return mark.of;
  // An Abort brings its own.
  return typeof mark.of === 'function' && !isOfAborts(mark.of as Class) ? 500 : undefined;
}

function isOfAborts(type: Class): boolean {
  return type === Abort || type.prototype instanceof Abort || Abort.prototype instanceof type;
}

/** The sources of all methods of controllers and services, whoever calls them. */
export function examineSources(
  controllers: readonly ControllerScan[],
  services: readonly unknown[],
  findings: Findings,
): void {
  const types = [...new Set(services.map(classOf))].filter((type) => type !== undefined);
  const guards = guardsOf(types);
  for (const { type, blueprint } of controllers) {
    findings.about(blueprint);
    examineClass(type, guards, findings);
  }
  findings.about(undefined);
  for (const type of types) if (!controllers.some((one) => one.type === type)) examineClass(type, guards, findings);
}

function classOf(service: unknown): Class | undefined {
  const type = (Object(service) as object).constructor as unknown;
  return typeof type === 'function' && type !== Object ? (type as Class) : undefined;
}

function examineClass(type: Class, guards: ReadonlySet<string>, findings: Findings): void {
  const seen = new Set<string>();
  for (const { prototype } of lineage(type).reverse()) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value !== 'function' || name === 'constructor' || seen.has(name)) continue;
      seen.add(name);
      examineLifecycle(type, name, findings);
      examineMethod(`${nameOf(type)}.${name}`, value, type.prototype as object, guards, findings);
    }
  }
}

/** A method that carries a decorator is called, whatever its name. */
function examineLifecycle(type: Class, name: string, findings: Findings): void {
  const cure = strangeLifecycle(name);
  if (cure === undefined || lineage(type).some((one) => callsOrMarks(one, name))) return;
  findings.warn('PH318', `${nameOf(type)}.${name}`, 'nobody calls it: methods are called for their decorators', cure);
}

function callsOrMarks(type: Class, method: string): boolean {
  return ownRecord(type)?.marks.some(({ name }) => name === method) === true || String(type).includes(`.${method}(`);
}

function examineMethod(
  who: string,
  method: unknown,
  prototype: object,
  guards: ReadonlySet<string>,
  findings: Findings,
): void {
  const asked = promiseAsked(method);
  if (asked !== undefined)
    findings.warn('PH704', who, `it asks what ${asked}() gives without waiting for it`, `Write await ${asked}(...).`);
  const guard = unawaitedGuard(method, prototype, guards);
  if (guard !== undefined)
    findings.warn(
      'PH709',
      who,
      `it calls ${guard}(), which may refuse the request, and goes on without waiting for it`,
      `Write await ${guard}(...).`,
    );
  if (unawaitedLoop(method))
    findings.warn(
      'PH716',
      who,
      'it gives forEach() an async function, for which nobody waits: what that throws ends the process',
      'Write for (const one of list) { ... }, or await Promise.all(list.map(async (one) => { ... })).',
    );
  const ender = swallowed(method);
  if (ender !== undefined)
    findings.warn(
      'PH708',
      who,
      `it calls ${ender} in a try, whose catch takes what that throws, so that the request goes on`,
      `Move ${ender} out of the try, or begin the catch with: if (error instanceof ${/abort/i.test(ender) ? 'Abort' : 'Redirect'}) throw error;`,
    );
}
