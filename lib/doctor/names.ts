import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { lineage, type Class, type Mark } from '../classes/metadata.js';
import { factoriesOf, lineOf, type ControllerScan } from '../classes/scanner.js';
import { nameOf } from '../classes/signature.js';
import { missingFile, missingStaticFile, type ServedFolders } from '../files/missing-file.js';
import type { Mistake } from '../plain/mistake.js';
import type { Finding } from '../plain/setup-error.js';
import { Request } from '../request/request.js';
import { lackingVariable, type NamedPath } from '../routes/lacking-variable.js';
import { Abort } from '../response/abort.js';
import { isStatic, OWN_STATIC } from '../routes/own-static.js';
import { unknownEndpoint, wholeName } from '../routes/unknown-endpoint.js';
import type { Templates } from '../templates/templates.js';
import { Findings } from './findings.js';
import { confirmed, literalsIn, type Literal } from './literals.js';

/** Where names are written, and what there is to be named. */
export interface Naming {
  scans: readonly ControllerScan[];
  services: readonly object[];
  endpoints: readonly string[];
  /** Those of the routes. */
  paths: readonly NamedPath[];
  /** Compiled. */
  templates: Templates;
  /** The folders of static files. */
  served: readonly ServedFolders[];
  /** The folder of what `sendFile()` sends. */
  root: string;
}

/** What the sources of classes and the templates name that is not there. All of it would fail a request only. */
export function examineNames(naming: Naming): Finding[] {
  const findings = new Findings();
  const written = writtenClasses(naming);
  const sources = written.map(({ source }) => source).join('\n');
  for (const one of written) examineClass(one, { ...naming, sources }, findings);
  const { endpoints, paths, served, templates } = naming;
  const mayBeValue = (name: string): boolean => {
    // A member of an object, as what is rendered is given them: `{ price }`, `{ price: ... }`, `{ price() {} }`.
    const member = new RegExp(`[{,]\\s*(?:async\\s+)?['"]?${name.replaceAll(/\W/g, '\\$&')}['"]?\\s*[:,}(]`);
    return written.some(({ source }) => member.test(source));
  };
  const isMember = (name: string): boolean => new RegExp(`[{,]\\s*['"]?${name}['"]?\\s*:`).test(sources);
  return [...findings.warnings, ...templates.unknownNames({ endpoints, paths, served, mayBeValue, isMember })];
}

/** With the text of all classes that are examined. */
interface Named extends Naming {
  sources: string;
}

/** A class with methods of an app. */
interface WrittenClass {
  type: Class;
  source: string;
  /** The scans of the controllers that have its methods. */
  scans: readonly ControllerScan[];
}

/** Controllers, services and what factories make, each with its base classes. */
function writtenClasses({ scans, services }: Naming): WrittenClass[] {
  const ofControllers = scans.filter(({ isService }) => !isService);
  const types = [
    ...ofControllers.map(({ type }) => type),
    ...services.map((service) => service.constructor as unknown).filter((type) => typeof type === 'function'),
    ...typesWithFactory(scans.flatMap(({ methods }) => methods.flatMap(({ signature }) => signature.types ?? []))),
  ] as Class[];
  return [...new Set(types.flatMap(lineage))].map((type) => ({
    type,
    source: String(type),
    scans: ofControllers.filter((scan) => lineage(scan.type).includes(type)),
  }));
}

/** Those of some types that a factory makes, and those that their factories take. */
function typesWithFactory(types: readonly unknown[], found = new Set<unknown>()): ReadonlySet<unknown> {
  for (const type of types) {
    if (typeof type !== 'function' || found.has(type)) continue;
    const factories = factoriesOf(type as Class);
    if (factories.length === 0) continue;
    found.add(type);
    typesWithFactory(
      factories.flatMap(({ signature }) => signature.types ?? []),
      found,
    );
  }
  return found;
}

function examineClass({ type, source, scans }: WrittenClass, naming: Named, findings: Findings): void {
  const controllers = scans.length === 0 ? undefined : scans.map(({ name }) => name);
  const requests = requestsIn(scans);
  const hasWideScope = scans.some(({ methods }) => methods.some(({ mark }) => isOfOthers(mark)));
  const unknown = literalsIn(source)
    .filter(({ receiver }) => receiver === undefined || requests.has(receiver))
    .filter((literal) => (hasWideScope && isShort(literal)) || mistakeIn(literal, naming, controllers) !== undefined);
  if (unknown.length === 0) return;
  for (const { literal, member } of confirmed(source, unknown)) {
    const owners = scans.some((scan) => runsForOthers(scan, member)) ? undefined : controllers;
    const mistake = mistakeIn(literal, naming, owners) ?? notItsOwn(literal, member, scans, naming);
    if (mistake !== undefined) findings.warn(mistake.code, `${nameOf(type)}.${member}`, mistake.cause, mistake.cure);
  }
}

/** What usually makes URLs and pages, and what a class calls its request: `show(r: Request)`. */
function requestsIn(scans: readonly ControllerScan[]): ReadonlySet<string> {
  const signatures = scans.flatMap(({ methods }) => methods.map(({ signature }) => signature));
  return new Set([
    ...['request', 'req', 'app'],
    ...signatures.flatMap(({ names, types = [] }) => names.filter((_, index) => types[index] === Request)),
  ]);
}

/** `urlFor('.show')`. */
function isShort({ maker, text }: Literal): boolean {
  return maker === 'urlFor' && text.startsWith('.') && text !== OWN_STATIC;
}

/** In a hook or an error handler of more than its own controller, `.show` is the request's controller's, if it has one. */
function notItsOwn(
  literal: Literal,
  member: string,
  scans: readonly ControllerScan[],
  { scans: all, endpoints }: Naming,
): Mistake | undefined {
  const { text } = literal;
  if (!isShort(literal) || !scans.some((scan) => reachesOthers(scan, member, all, text))) return undefined;
  const own = scans.map(({ name }) => name + text).filter((one) => endpoints.includes(one));
  return {
    code: 'PH605',
    cause: `'${text}' means the request's controller, and it runs for requests of others, or of none`,
    cure: wholeName(text, own.length > 0 ? own : endpoints),
  };
}

/** Whether a method is called where there is no such endpoint: for another controller, or for an unknown path. */
function reachesOthers(scan: ControllerScan, member: string, all: readonly ControllerScan[], text: string): boolean {
  return scan.methods.some(({ method, mark }) => {
    if (method !== member || !isOfOthers(mark)) return false;
    if (mark.kind !== 'errorHandler' || OF_UNKNOWN_PATHS.has(mark.of)) return true;
    const around = mark.options.scope === 'app' ? undefined : scan.blueprint;
    return all.some(
      ({ blueprint, name, routes }) =>
        routes.length > 0 &&
        (around === undefined || lineOf(blueprint).includes(around)) &&
        !routes.some(({ endpoint }) => endpoint === name + text),
    );
  });
}

/** Whether it is for more than its own controller. */
function isOfOthers({ options }: Mark): boolean {
  return 'scope' in options && (options.scope === 'app' || options.scope === 'blueprint');
}

/** What error handlers of these see is thrown where no route matched, too. */
const OF_UNKNOWN_PATHS = new Set<unknown>([404, 405, Abort]);

/** Whether a method may run for a request of another controller, whose `.show` it would name. */
function runsForOthers({ methods }: ControllerScan, member: string): boolean {
  return methods.some(
    ({ method, mark }) => method === member && (mark.kind === 'context' || mark.kind === 'helper' || isOfOthers(mark)),
  );
}

function mistakeIn(
  { maker, text, options }: Literal,
  { templates, endpoints, paths, served, root, sources }: Named,
  controllers: readonly string[] | undefined,
): Mistake | undefined {
  // What another engine takes is a template itself.
  if (maker === 'render') return /[\s{}<>]/.test(text) ? undefined : templates.unknownTemplate(text);
  if (maker === 'redirect') return endpointAsPath(text, endpoints) ?? wayBack(text, paths);
  if (maker === 'urlFor') {
    const unknown = unknownEndpoint(text, endpoints, controllers);
    if (unknown === undefined && isStatic(text) && options?.filename !== undefined)
      return missingStaticFile(served, text, options.filename);
    if (unknown !== undefined || options === undefined) return unknown;
    return lackingVariable(text, paths, (variable) => names(options.inside, variable), controllers);
  }
  // A file that is written first is named there, too, or its folder is made then.
  if (options === undefined) return undefined;
  const folder = resolve(root, options.folder ?? '.');
  const isToBeMade = sources.split(text).length > 2 || !existsSync(dirname(resolve(folder, text)));
  return isToBeMade && WRITES.test(sources) ? undefined : missingFile(folder, text);
}

/** What makes files and folders. */
const WRITES = /\b(?:writeFile|appendFile|createWriteStream|copyFile|mkdir|rename|pipeline|save|write)(?:Sync)?\s*\(/;

/** Whether the text of an object names a member: `{ id }`, `{ id: 1 }`, `{ '*': rest }`. What is worked out may be any. */
function names(object: string, member: string): boolean {
  if (object.includes('[')) return true;
  return /^\w+$/.test(member) ? new RegExp(`\\b${member}\\b`).test(object) : object.includes(member);
}

/** Express leads to the page before by this word. */
function wayBack(text: string, paths: readonly NamedPath[]): Mistake | undefined {
  if (text !== 'back' || paths.some(({ path }) => path.endsWith('/back'))) return undefined;
  const cause = "redirect('back') leads to a page of that name, and not to the one before";
  return { code: 'PH609', cause, cure: "Write Redirect.local(request.referrer, '/')." };
}

/** `redirect('notes.index')` leads to a file of that name, beside the page. */
function endpointAsPath(text: string, endpoints: readonly string[]): Mistake | undefined {
  if (!endpoints.includes(text)) return undefined;
  const cause = `redirect('${text}') leads to a path of that text, and not to the endpoint`;
  return { code: 'PH609', cause, cure: `Write redirect(request.urlFor('${text}')).` };
}
