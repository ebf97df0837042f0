import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import { DEFAULT_LIMITS, secretKeysOf, type AppOptions } from './config.js';
import { didYouMean, MAKE_A_KEY, type Finding } from './errors.js';
import type { Limits } from './metadata.js';
import { checkAdmission } from './security.js';
import { checkSessionOptions } from './session/session-options.js';
import type { StaticOptions } from './static.js';
import type { TemplateOptions } from './templates.js';

/** The shortest secret key that is accepted, in characters. */
const SHORTEST_SECRET = 16;

/** What is wrong with the options of an app, beside what TypeScript sees. */
export function checkOptions(options: AppOptions, debug: boolean): Finding[] {
  return [
    ...unknownNames('createApp()', options, OPTION_NAMES),
    ...checkLimits('limits', options.limits),
    ...unknownNames('session', options.session, SESSION_NAMES),
    ...checkSessionOptions(options.session),
    ...secretKeysOf(options.secretKey).flatMap(checkSecretKey),
    ...checkAdmission(options),
    ...(options.baseUrl === undefined || /^https?:\/\/[^/]/.test(options.baseUrl) ? [] : [{
      who: 'baseUrl', cause: `${JSON.stringify(options.baseUrl)} is no URL`, cure: "Write 'https://example.com'.",
    }]),
    ...namedFolders(options).filter(({ folder }) => !isFolder(folder)).map(({ who, folder }) => ({
      who, cause: `there is no folder ${folder}`, cure: 'Make it, or name another; a relative path begins at root, which is best import.meta.dirname.',
    })),
    ...(debug && process.env['NODE_ENV'] === 'production' ? [DEBUG_IN_PRODUCTION] : []),
  ];
}

/** What is wrong with the limits of an app or a route. */
export function checkLimits(who: string, limits: Partial<Limits> | undefined): Finding[] {
  const wrong = Object.entries(limits ?? {}).filter(([name, limit]) => LIMIT_NAMES.includes(name) && limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0));
  return [
    ...unknownNames(who, limits, LIMIT_NAMES),
    ...wrong.map(([name, limit]) => ({
      who, cause: `${name} is ${typeof limit === 'string' ? JSON.stringify(limit) : String(limit)}`, cure: `Write a whole number of ${name === 'parts' ? 'parts' : 'bytes'}, 1 or more: { ${name}: ${DEFAULT_LIMITS[name as keyof Limits]} } is the default.`,
    })),
  ];
}

/** Debug mode shows source code and sessions. */
export const DEBUG_IN_PRODUCTION: Finding = {
  who: 'debug', cause: 'it is on, and NODE_ENV is production', cure: 'Turn it off: unset PHIAL_DEBUG, or pass debug: false.',
};

/** The folders of an app, whole paths. */
export interface Folders {
  root: string;
  templates: string;
  /** Undefined when there are no static files. */
  static: string | undefined;
}

/** Where an app's files lie. A static folder that nobody named need not be there. */
export function foldersOf(options: AppOptions): Folders {
  const root = resolve(options.root ?? '.');
  const files = resolve(root, staticOptions(options).folder ?? 'static');
  const hasFiles = options.static !== false && isFolder(files);
  return { root, templates: resolve(root, templateOptions(options).folder ?? 'templates'), static: hasFiles ? files : undefined };
}

export function templateOptions({ templates = {} }: AppOptions): TemplateOptions {
  return typeof templates === 'string' ? { folder: templates } : templates;
}

export function staticOptions({ static: files = {} }: AppOptions): StaticOptions {
  return typeof files === 'string' ? { folder: files } : files === false ? {} : files;
}

function namedFolders(options: AppOptions): { who: string; folder: string }[] {
  const { root } = foldersOf(options);
  return [
    { who: 'root', folder: options.root === undefined ? undefined : root },
    { who: 'templates', folder: templateOptions(options).folder },
    { who: 'static', folder: staticOptions(options).folder },
  ].flatMap(({ who, folder }) => (folder === undefined ? [] : [{ who, folder: resolve(root, folder) }]));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const LIMIT_NAMES = Object.keys(DEFAULT_LIMITS);
const SESSION_NAMES = ['cookieName', 'lifetime', 'path', 'domain', 'httpOnly', 'sameSite', 'secure', 'partitioned', 'store'];
const OPTION_NAMES = [
  'controllers', 'services', 'root', 'templates', 'static', 'secretKey', 'session', 'limits', 'trustedHosts', 'trustedOrigins', 'csrf',
  'securityHeaders', 'strictSlashes', 'baseUrl', 'openapi', 'debug', 'plugins', 'fastify', 'config',
];

/** Options that are none: TypeScript misses those of an object that was put together elsewhere. */
function unknownNames(who: string, options: object | undefined, names: readonly string[]): Finding[] {
  return Object.keys(options ?? {}).filter((name) => !names.includes(name)).map((name) => ({
    who, cause: `it was given '${name}', which is no option`, cure: `There are ${names.join(', ')}.${didYouMean(name, names)}`,
  }));
}

function checkSecretKey(key: unknown): Finding[] {
  if (typeof key === 'string' && key.length >= SHORTEST_SECRET) return [];
  const cause = typeof key === 'string' ? `a key of ${key.length} characters can be guessed; it needs ${SHORTEST_SECRET} or more` : `a key is of the type ${key === null ? 'null' : typeof key}, and must be text`;
  return [{ who: 'secretKey', cause, cure: `Make one with: ${MAKE_A_KEY}` }];
}
