import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspect } from 'node:util';

import { DEFAULT_LIMITS } from '../forms/limits.js';
import { isEnvironmentFlag, type AppOptions } from './config.js';
import { secretKeysOf } from '../session/secret-keys.js';
import { didYouMean } from '../plain/nearest.js';
import { MAKE_A_KEY } from '../session/secret-keys.js';
import type { Finding } from '../plain/setup-error.js';
import type { Limits } from '../forms/limits.js';
import type { RouteOptions } from '../classes/metadata.js';
import { checkAdmission } from './admission.js';
import { checkMistakes, misplacedCure } from './option-mistakes.js';
import { checkSessionOptions } from '../session/session-options.js';
import type { StaticOptions } from '../files/static.js';
import type { TemplateOptions } from '../templates/templates.js';

/** The shortest secret key that is accepted, in characters. */
const SHORTEST_SECRET = 16;

/** Takes out the options that are of another kind than they should be, so that the others can be looked at. */
export function withoutMisfits(given: AppOptions): { options: AppOptions; findings: Finding[] } {
  if (kindOf(given) !== 'an object') {
    return {
      options: {},
      findings: [
        {
          who: 'createApp()',
          cause: `it was given ${inspect(given, { depth: -1 })}`,
          cure: 'Write createApp({ controllers: [Notes] }).',
        },
      ],
    };
  }
  const options: Record<string, unknown> = { ...given };
  const findings: Finding[] = [];
  for (const [name, kinds] of Object.entries(KINDS)) {
    const value = options[name];
    if (
      value === undefined ||
      kinds.length === 0 ||
      kinds.includes(kindOf(value)) ||
      (name === 'static' && value === false)
    )
      continue;
    findings.push({
      who: name,
      cause: `it is ${inspect(value, { depth: -1 })}`,
      cure: `It must be ${[...kinds, ...(name === 'static' ? ['false'] : [])].join(' or ')}.`,
    });
    delete options[name];
  }
  return { options, findings };
}

/** What is wrong with the options of an app, beside what TypeScript sees. */
export function checkOptions(options: AppOptions, debug: boolean): Finding[] {
  return [
    ...unknownNames('createApp()', options, Object.keys(KINDS)),
    ...unknownNames('templates', templateOptions(options), ['folder', 'helpers', 'globals']),
    ...unknownNames('static', staticOptions(options), ['folder', 'urlPath', 'maxAge']),
    ...checkPlugins(options.plugins),
    ...checkLimits('limits', options.limits),
    ...unknownNames('session', options.session, SESSION_NAMES),
    ...checkSessionOptions(options.session),
    ...secretKeysOf(options.secretKey).flatMap(checkSecretKey),
    ...checkAdmission(options),
    ...checkMistakes(options),
    ...(options.baseUrl === undefined || isBase(options.baseUrl)
      ? []
      : [
          {
            who: 'baseUrl',
            cause: `${JSON.stringify(options.baseUrl)} is no URL to begin others with`,
            cure: "Write 'https://example.com'.",
          },
        ]),
    ...(options.fastify?.frameworkErrors === undefined
      ? []
      : [
          {
            who: 'fastify',
            cause: 'its frameworkErrors would answer what error handlers are for',
            cure: "Write a method with @ErrorHandler(400, { scope: 'app' }).",
          },
        ]),
    ...(isEnvironmentFlag('PHIAL_DEBUG')
      ? []
      : [{ who: 'PHIAL_DEBUG', cause: `it is ${JSON.stringify(process.env['PHIAL_DEBUG'])}`, cure: 'Write 1 or 0.' }]),
    ...namedFolders(options)
      .filter(({ folder }) => !isFolder(folder))
      .map(({ who, folder }) => ({
        who,
        cause: `there is no folder ${folder}`,
        cure: 'Make it, or name another; a relative path begins at root, which is best import.meta.dirname.',
      })),
    ...(debug && process.env['NODE_ENV'] === 'production' ? [DEBUG_IN_PRODUCTION] : []),
  ];
}

/** What is wrong with the options of `app.run()`; its host and port are looked at where they are read. */
export function checkRunOptions(options: { debug?: boolean }): Finding[] {
  // A port alone, as other frameworks take it, would be a number.
  if (kindOf(options) !== 'an object')
    return [
      {
        who: 'app.run()',
        cause: `it was given ${inspect(options, { depth: -1 })}`,
        cure: 'Write app.run({ port: 3000 }).',
      },
    ];
  return [
    ...unknownNames('app.run()', options, ['host', 'port', 'debug']),
    ...(['true or false', 'undefined'].includes(kindOf(options.debug))
      ? []
      : [
          {
            who: 'app.run()',
            cause: `its debug is ${inspect(options.debug, { depth: -1 })}`,
            cure: 'It must be true or false.',
          },
        ]),
  ];
}

/** What is wrong with the options of a route. */
export function checkRouteOptions(handler: string, options: RouteOptions): Finding[] {
  if (kindOf(options) !== 'an object')
    return [
      {
        who: handler,
        cause: `the options of its route are ${inspect(options, { depth: -1 })}`,
        cure: "Write @Route('/path', ['GET'], { ... }), or leave them away.",
      },
    ];
  // Of a thousand routes, few have any.
  if (Object.keys(options).length === 0) return [];
  const flags = (['csrf', 'strictSlashes'] as const).filter(
    (name) => !['true or false', 'undefined'].includes(kindOf(options[name])),
  );
  return [
    ...unknownNames(handler, options, ROUTE_NAMES),
    ...flags.map((name) => ({
      who: handler,
      cause: `its ${name} is ${inspect(options[name], { depth: -1 })}`,
      cure: 'It must be true or false.',
    })),
    ...checkLimits(`limits of ${handler}`, options.limits),
  ];
}

/** What is wrong with the limits of an app or a route. */
function checkLimits(who: string, limits: Partial<Limits> | undefined): Finding[] {
  const wrong = Object.entries(limits ?? {}).filter(
    ([name, limit]) => LIMIT_NAMES.includes(name) && limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0),
  );
  return [
    ...unknownNames(who, limits, LIMIT_NAMES),
    ...wrong.map(([name, limit]) => ({
      who,
      cause: `${name} is ${typeof limit === 'string' ? JSON.stringify(limit) : String(limit)}`,
      cure: `Write a whole number of ${name === 'parts' ? 'parts' : 'bytes'}, 1 or more: { ${name}: ${DEFAULT_LIMITS[name as keyof Limits]} } is the default.`,
    })),
  ];
}

/** Debug mode shows source code and sessions. */
export const DEBUG_IN_PRODUCTION: Finding = {
  who: 'debug',
  cause: 'it is on, and NODE_ENV is production',
  cure: 'Turn it off: unset PHIAL_DEBUG, or pass debug: false.',
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
  const files = resolve(root, String(staticOptions(options).folder ?? 'static'));
  const hasFiles = options.static !== false && isFolder(files);
  return {
    root,
    templates: resolve(root, String(templateOptions(options).folder ?? 'templates')),
    static: hasFiles ? files : undefined,
  };
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
  ].flatMap(({ who, folder }) => (folder === undefined ? [] : [{ who, folder: resolve(root, String(folder)) }]));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const ROUTE_NAMES = ['inject', 'limits', 'csrf', 'response', 'summary', 'tags', 'strictSlashes'];
const LIMIT_NAMES = Object.keys(DEFAULT_LIMITS);
const SESSION_NAMES = [
  'cookieName',
  'lifetime',
  'path',
  'domain',
  'httpOnly',
  'sameSite',
  'secure',
  'partitioned',
  'store',
];

/** What each option may be; those with an empty list are looked at more closely elsewhere. */
const KINDS: Record<keyof AppOptions, readonly string[]> = {
  controllers: [],
  services: [],
  root: ['text'],
  templates: ['text', 'an object'],
  static: ['text', 'an object'],
  secretKey: [],
  session: ['an object'],
  limits: ['an object'],
  trustedHosts: [],
  trustedOrigins: [],
  csrf: ['true or false'],
  securityHeaders: ['true or false'],
  strictSlashes: ['true or false'],
  baseUrl: ['text'],
  openapi: ['an object'],
  debug: ['true or false'],
  plugins: ['a list'],
  fastify: ['an object'],
  config: ['an object'],
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  return { string: 'text', boolean: 'true or false', object: 'an object' }[typeof value as string] ?? typeof value;
}

function isBase(url: string): boolean {
  return /^https?:\/\/[^/]/i.test(url) && URL.canParse(url) && !/[?#@\s]/.test(url);
}

function checkPlugins(plugins: AppOptions['plugins'] = []): Finding[] {
  return plugins.flatMap((entry, index): Finding[] => {
    const [plugin] = [entry].flat() as unknown[];
    if (typeof plugin === 'function') return [];
    return [
      {
        who: `plugins[${index}]`,
        cause: `it is ${inspect(plugin, { depth: -1 })}, not a Fastify plugin`,
        cure: 'Write the plugin, which is a function, or a list of it and its options: [plugin, { ... }].',
      },
    ];
  });
}

/** Options that are none: TypeScript misses those of an object that was put together elsewhere. */
function unknownNames(who: string, options: object | undefined, names: readonly string[]): Finding[] {
  return Object.keys(options ?? {})
    .filter((name) => !names.includes(name))
    .map((name) => ({
      who,
      cause: `it was given '${name}', which is no option`,
      cure:
        (who === 'createApp()' ? misplacedCure(name) : undefined) ??
        `There are ${names.join(', ')}.${didYouMean(name, names)}`,
    }));
}

function checkSecretKey(key: unknown): Finding[] {
  if (typeof key === 'string' && key.length >= SHORTEST_SECRET) return [];
  const cause =
    typeof key === 'string'
      ? `a key of ${key.length} characters can be guessed; it needs ${SHORTEST_SECRET} or more`
      : `a key is of the type ${key === null ? 'null' : typeof key}, and must be text`;
  return [{ who: 'secretKey', cause, cure: `Make one with: ${MAKE_A_KEY}` }];
}
