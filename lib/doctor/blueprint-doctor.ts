import { isAbsolute } from 'node:path';

import type { BlueprintScan } from '../classes/scanner.js';
import { MEMBERS, type Blueprint } from '../blueprints/blueprint.js';
import { isApp, isBlueprint, type Unfolded } from '../blueprints/unfold.js';
import type { AppOptions } from '../config/config.js';
import { foldersOf, isFolder } from '../config/folders.js';
import { checkOperation } from '../config/operation-options.js';
import { checkPlugins } from '../config/options.js';
import { examineEntries } from './entries.js';
import type { Findings } from './findings.js';
import { knownNames, unknownNames } from '../plain/option-names.js';
import { listOf } from '../plain/lists.js';
import { isPromise } from '../plain/promises.js';
import { shownBriefly } from '../plain/shown.js';
import { findAllTemplates } from '../templates/files.js';
import { misreadingOf } from './path-doctor.js';

/** Examines what an app was given as blueprints: findings begin with the name of the one that they are about. */
export function examineBlueprints(options: AppOptions, unfolded: readonly Unfolded[], findings: Findings): void {
  examineList(options.blueprints, 'blueprints', findings);
  for (const one of unfolded) examineBlueprint(one, findings);
  examineTemplates(options, unfolded, findings);
  const names = unfolded.map(({ scan }) => scan.name);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    findings.find(
      'PH323',
      name,
      'two blueprints have this name',
      "Give one of them another: { ...shop(), name: 'shop2' }.",
    );
  }
}

/** A template that two bring is one's alone, and the other's pages would show it, unless the app replaces both. */
function examineTemplates(options: AppOptions, unfolded: readonly Unfolded[], findings: Findings): void {
  // One alone takes nothing from another, and need not be read twice.
  if (new Set(unfolded.flatMap(({ given }) => given.templates ?? [])).size < 2) return;
  const owners = new Map<string, string>();
  for (const { scan, given } of unfolded) {
    const folder = given.templates;
    if (typeof folder !== 'string' || !isFolder(folder)) continue;
    for (const { name } of findAllTemplates([folder])) {
      const first: string = owners.get(name) ?? folder;
      owners.set(name, first);
      if (first !== folder && !isReplaced(name, options))
        findings.warn(
          'PH326',
          scan.name,
          `its template '${name}' is that of ${first}, which comes first`,
          cureForTemplate(name, scan.name),
        );
    }
  }
}

function isReplaced(name: string, options: AppOptions): boolean {
  const { templates } = foldersOf(options, []);
  return findAllTemplates(templates).some((own) => own.name === name);
}

function cureForTemplate(name: string, blueprint: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return (
    `Keep it in a folder of the blueprint's name, templates/${blueprint}/${last}.hbs, ` +
    `or write a templates/${name}.hbs of the app's own, which wins over both.`
  );
}

function examineList(given: unknown, who: string, findings: Findings, outer: readonly unknown[] = []): void {
  listOf(given).forEach((entry, index) => {
    if (outer.includes(entry))
      return findings.find('PH322', `${who}[${index}]`, 'it is the blueprint that it stands in', 'Take it out.');
    if (isBlueprint(entry)) return;
    const what = isApp(entry) ? 'an App' : shownBriefly(entry);
    findings.find('PH322', `${who}[${index}]`, `it is ${what}, not a blueprint`, cureFor(entry));
  });
}

function cureFor(entry: unknown): string {
  if (isApp(entry))
    return "Give this app its controllers instead: { name: 'api', prefix: '/api', controllers: [Notes] }.";
  if (isPromise(entry)) return 'Await it: blueprints: [await login()].';
  if (typeof entry === 'function' && /^class\b/.test(String(entry)))
    return `Write an object: { name: 'admin', controllers: [${entry.name}] }.`;
  if (typeof entry === 'function') return `Call it: ${entry.name || 'login'}().`;
  return "Write an object: { name: 'admin', prefix: '/admin', controllers: [Users] }.";
}

function examineBlueprint({ scan, given, chain }: Unfolded, findings: Findings): void {
  examineName(given, scan.within, findings);
  findings.about(scan);
  for (const name of unknownNames(given, MEMBERS))
    findings.find('PH325', name, 'a blueprint has no such member', knownNames(name, MEMBERS));
  examinePrefix(given.prefix, findings);
  examineEntries(given, findings);
  findings.addAll(checkPlugins(given.plugins));
  for (const member of ['templates', 'static'] as const) examineFolder(member, given[member], findings);
  if (given.setup !== undefined && typeof given.setup !== 'function')
    findings.find('PH325', 'setup', `it is ${shownBriefly(given.setup)}`, 'Write a function: setup(app) { ... }.');
  findings.addAll(checkOperation('openapi', given.openapi));
  findings.about(undefined);
  examineList(given.blueprints, `${scan.name}: blueprints`, findings, chain);
}

function examineName({ name }: Blueprint, within: BlueprintScan | undefined, findings: Findings): void {
  if (typeof name === 'string' && /^[\w-]+$/.test(name)) return;
  // What begins with the name of a blueprint would begin with one that is not fit to be read.
  findings.about(within);
  const cause = name === undefined ? 'it has no name' : `its name is ${shownBriefly(name)}`;
  findings.find('PH324', 'blueprint', cause, "Write letters, digits, - and _ alone: { name: 'admin' }.");
}

function examinePrefix(prefix: unknown, findings: Findings): void {
  if (prefix === undefined || prefix === '') return;
  if (typeof prefix !== 'string') {
    findings.find('PH305', 'prefix', `it is ${shownBriefly(prefix)}`, "Write prefix: '/admin'.");
  } else if (!prefix.startsWith('/')) {
    findings.find('PH205', 'prefix', `'${prefix}' has no leading slash`, `Write prefix: '/${prefix}'.`);
  } else {
    const misreading = misreadingOf(prefix);
    if (misreading !== undefined)
      findings.find(misreading.code, 'prefix', `'${prefix}' ${misreading.cause}`, misreading.cure);
  }
}

function examineFolder(member: string, folder: unknown, findings: Findings): void {
  if (folder === undefined) return;
  if (typeof folder === 'string' && folder !== '' && !isAbsolute(folder)) {
    const written = `Write ${member}: join(import.meta.dirname, '${folder.replace(/^\.\//, '')}').`;
    return findings.find('PH416', member, `'${folder}' is looked for where the app is started`, written);
  }
  if (typeof folder === 'string' && isFolder(folder)) return;
  const cause = typeof folder === 'string' ? `there is no folder ${folder}` : `it is ${shownBriefly(folder)}`;
  findings.find('PH416', member, cause, leftOut(folder) ?? `Write ${member}: join(import.meta.dirname, '${member}').`);
}

/** In an installed package: its author sees the folder, and npm has not packed it. */
function leftOut(folder: unknown): string | undefined {
  const [, installed, path] =
    /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](.+)$/.exec(String(folder)) ?? [];
  if (path === undefined) return undefined;
  return `npm packs what the package.json of ${installed} lists: add '${path}' to its files, and pack it again.`;
}
