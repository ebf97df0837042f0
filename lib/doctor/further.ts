import { dirname, resolve } from 'node:path';

import type { FastifyInstance } from 'fastify';

import type { App } from '../app.js';
import { ownRecord, takeForgotten, type Class } from '../classes/metadata.js';
import type { ControllerScan } from '../classes/scanner.js';
import type { AppOptions } from '../config/config.js';
import { packageOf, staticOptions, type Folders } from '../config/folders.js';
import { examineDocument } from './document-doctor.js';
import { ungiven } from './entries.js';
import { examineLinks } from './links.js';
import { classesOf, placed } from './places.js';
import { examineProduction } from './production.js';
import { DEFAULT_PATH } from '../openapi/options.js';
import type { PlacedFinding } from '../plain/launch.js';
import { SetupError, type Finding } from '../plain/setup-error.js';
import type { RouteTable } from '../routes/routes.js';
import type { Templates } from '../templates/templates.js';

/** What is known of an app that `phial check` asks. */
export interface Examined {
  runtime: { app: App; routes: RouteTable; templates: Templates };
  scans: readonly ControllerScan[];
  options: AppOptions;
  folders: Folders;
  /** Where `createApp()` was called. */
  call: string | undefined;
}

/** Finds what can be found of an app without a request: nothing listens, and no `@OnStart()` method runs. */
export async function examineApp(examined: Examined): Promise<PlacedFinding[]> {
  const { scans, options, folders, call } = examined;
  const { errors, warnings } = await examineFurther(examined);
  const forgotten = takeForgotten().filter((type) => isOfPackage(type, packageOf(folders.root)));
  const classes = classesOf(scans, options.services ?? []);
  for (const type of forgotten) classes.add(type);
  return [
    ...placed(errors, 'error', classes, call),
    ...placed([...warnings, ...forgotten.map(ungiven)], 'warning', classes, call),
  ];
}

/** What another package leaves out of its blueprint, it leaves out on purpose. */
function isOfPackage(type: Class, folder: string): boolean {
  const source = ownRecord(type)?.marks.find((marked) => marked.source !== undefined)?.source;
  return source === undefined || packageOf(dirname(resolve(source))) === folder;
}

/** The list of all examinations: each gives findings. */
async function examineFurther({ runtime, scans, options, folders, call }: Examined): Promise<Further> {
  const ofPlugins = await findingsOf(() => loadPlugins(runtime.app.fastify));
  const ofTemplates = (await findingsOf(() => runtime.templates.ready())) ?? [];
  const errors = [...(ofPlugins ?? []), ...ofTemplates, ...(await examineDocument(options, scans))];
  const files = folders.static === undefined ? undefined : { ...staticOptions(options), folder: folders.static };
  // What is not loaded answers nothing.
  const isLoaded = ofPlugins?.length === 0;
  const warnings = [
    ...(isLoaded ? examineLinks(folders.templates, runtime.routes, files, runtime.app.fastify, pageOf(options)) : []),
    ...(ofTemplates.length === 0 ? runtime.app.parts.examineNames() : []),
    ...examineProduction(options, call),
  ];
  return { errors, warnings };
}

/** Where the page of the OpenAPI document is. */
function pageOf({ openapi }: AppOptions): string | undefined {
  const { path = DEFAULT_PATH } = openapi || { path: false };
  return path === false ? undefined : path;
}

interface Further {
  errors: Finding[];
  warnings: Finding[];
}

/** Registers what plugins and controllers serve, without the hooks that run when an app is ready. */
async function loadPlugins(fastify: FastifyInstance): Promise<void> {
  await fastify.after();
}

/** Undefined when the machine lacks what the step needs. */
async function findingsOf(step: () => Promise<void>): Promise<Finding[] | undefined> {
  try {
    await step();
    return [];
  } catch (error) {
    if (error instanceof SetupError) return [...error.findings];
    if (isOfThisMachine(error)) {
      console.error(`phial: not all could be checked, for a server is not at hand: ${String(error)}`);
      return undefined;
    }
    const cause = `they do not load: ${error instanceof Error ? error.message : String(error)}`;
    return [{ code: 'PH901', who: 'plugins', cause, cure: 'Mend what the message names.' }];
  }
}

/** A plugin may want a database, which need not run where an app is checked. */
function isOfThisMachine(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNRESET', 'EHOSTUNREACH'].includes(String(code));
}
