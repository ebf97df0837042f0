import { types } from 'node:util';

import { checkOnePlace } from './address.js';
import { isEnvironmentFlag, type AppOptions } from './config.js';
import { isFolder, namedFolders, staticOptions, templateOptions } from './folders.js';
import { findUnknown, isFlag, kindOf } from './option-kinds.js';
import { checkLimits } from './route-options.js';
import { listOf } from '../plain/lists.js';
import type { RunOptions } from '../plain/launch.js';
import { shownBriefly, typeOf } from '../plain/shown.js';
import { MAKE_A_KEY, secretKeysOf } from '../session/secret-keys.js';
import type { Finding } from '../plain/setup-error.js';
import { checkAdmission } from './admission.js';
import { checkBase } from './base.js';
import { checkLocale } from './locale.js';
import { checkMistakes, misplacedCure, misplacedSessionCure, noProxies } from './option-mistakes.js';
import { checkSessionOptions } from '../session/session-options.js';

/** The shortest secret key that is accepted, in characters. */
const SHORTEST_SECRET = 16;

/** Takes out the options that are of another kind than they should be, so that the others can be looked at. */
export function withoutMisfits(given: AppOptions): { options: AppOptions; findings: Finding[] } {
  if (kindOf(given) !== 'an object') {
    return {
      options: {},
      findings: [
        {
          code: 'PH401',
          who: 'createApp()',
          cause: `it was given ${shownBriefly(given)}`,
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
    if (types.isPromise(value)) findings.push(promised(name, name));
    else
      findings.push({
        code: 'PH401',
        who: name,
        cause: `it is ${types.isMap(value) ? kindOf(value) : shownBriefly(value)}`,
        cure: KIND_CURES[name] ?? `It must be ${[...kinds, ...(name === 'static' ? ['false'] : [])].join(' or ')}.`,
      });
    delete options[name];
  }
  // Fastify would throw over them when it is made.
  const { fastify } = options as AppOptions;
  const proxies = noProxies(fastify?.trustProxy);
  if (proxies.length > 0) options['fastify'] = { ...fastify, trustProxy: false };
  findings.push(...proxies);
  return { options, findings };
}

/** An await was forgotten: `config: loadConfig()`. */
function promised(who: string, name: string): Finding {
  return { code: 'PH401', who, cause: 'it is a promise', cure: `Await it: write ${name}: await load().` };
}

function checkGlobals(globals: unknown): Finding[] {
  return types.isPromise(globals) ? [promised('templates.globals', 'globals')] : [];
}

/** What is wrong with the options of an app, beside what TypeScript sees. */
export function checkOptions(options: AppOptions, debug: boolean): Finding[] {
  return [
    ...findUnknown('createApp()', options, Object.keys(KINDS), misplacedCure),
    ...findUnknown('templates', templateOptions(options), ['folder', 'helpers', 'globals']),
    ...checkGlobals(templateOptions(options)?.globals),
    ...findUnknown('static', staticOptions(options), ['folder', 'urlPath', 'maxAge']),
    ...checkPlugins(options.plugins),
    ...checkLimits('limits', options.limits),
    ...findUnknown('session', options.session, SESSION_NAMES, misplacedSessionCure),
    ...checkSessionOptions(options.session),
    ...secretKeysOf(options.secretKey).flatMap(checkSecretKey),
    ...checkAdmission(options),
    ...checkMistakes(options),
    ...checkBase(options),
    ...checkLocale(options.locale),
    ...(options.fastify?.frameworkErrors === undefined ? [] : [FRAMEWORK_ERRORS]),
    ...checkDebugVariable(),
    ...checkFolders(options),
    ...(debug && process.env['NODE_ENV'] === 'production' ? [DEBUG_IN_PRODUCTION] : []),
  ];
}

const FRAMEWORK_ERRORS: Finding = {
  code: 'PH413',
  who: 'fastify',
  cause: 'its frameworkErrors would answer what error handlers are for',
  cure: "Write a method with @ErrorHandler(400, { scope: 'app' }).",
};

function checkDebugVariable(): Finding[] {
  if (isEnvironmentFlag('PHIAL_DEBUG')) return [];
  const cause = `it is ${JSON.stringify(process.env['PHIAL_DEBUG'])}`;
  return [{ code: 'PH414', who: 'PHIAL_DEBUG', cause, cure: 'Write 1 or 0.' }];
}

/** What is wrong with the options of `app.run()`; its host, port and socket are looked at where they are read. */
export function checkRunOptions(options: RunOptions): Finding[] {
  // A port alone, as other frameworks take it, would be a number.
  if (kindOf(options) !== 'an object')
    return [
      {
        code: 'PH420',
        who: 'app.run()',
        cause: `it was given ${shownBriefly(options)}`,
        cure:
          typeof options === 'string'
            ? "Write app.run({ host: '0.0.0.0', port: 3000 })."
            : 'Write app.run({ port: 3000 }).',
      },
    ];
  return [
    ...findUnknown('app.run()', options, ['host', 'port', 'socket', 'debug']),
    ...checkOnePlace('app.run()', options),
    ...checkRunDebug(options.debug),
  ];
}

function checkRunDebug(debug: unknown): Finding[] {
  if (isFlag(debug)) return [];
  const cause = `its debug is ${shownBriefly(debug)}`;
  return [{ code: 'PH420', who: 'app.run()', cause, cure: 'It must be true or false.' }];
}

/** Debug mode shows source code and sessions. */
export const DEBUG_IN_PRODUCTION: Finding = {
  code: 'PH415',
  who: 'debug',
  cause: 'it is on, and NODE_ENV is production',
  cure: 'Turn it off: unset PHIAL_DEBUG, or pass debug: false.',
};

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
  blueprints: ['a list'],
  root: ['text'],
  templates: ['text', 'a list', 'an object'],
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
  basePath: ['text'],
  locale: ['text', 'a list'],
  openapi: ['an object'],
  debug: ['true or false'],
  plugins: ['a list'],
  fastify: ['an object'],
  config: ['an object'],
};

/** Where the kind alone would not say what to type. */
const KIND_CURES: Partial<Record<string, string>> = {
  openapi: "Write openapi: { info: { title: 'Notes', version: '1.0.0' } }.",
};

function checkFolders(options: AppOptions): Finding[] {
  const missing = namedFolders(options).filter(({ places }) => !places.some(isFolder));
  return missing.map(({ who, places }): Finding => ({
    code: 'PH416',
    who,
    cause: `there is no folder ${places.join(' nor ')}`,
    cure: 'Make it, or name another; a relative path begins at root, which is best import.meta.dirname.',
  }));
}

/** What is wrong with the plugins of an app or a blueprint. */
export function checkPlugins(plugins: AppOptions['plugins']): Finding[] {
  return listOf(plugins).flatMap((entry, index): Finding[] => {
    const [plugin] = [entry].flat() as unknown[];
    if (typeof plugin === 'function') return isMiddleware(plugin) ? [middleware(`plugins[${index}]`)] : [];
    return [
      {
        code: 'PH403',
        who: `plugins[${index}]`,
        cause: `it is ${shownBriefly(plugin)}, not a Fastify plugin`,
        cure: 'Write the plugin, which is a function, or a list of it and its options: [plugin, { ... }].',
      },
    ];
  });
}

/** `(req, res, next) => ...`: Fastify would call it at the start, with itself as the request. */
function isMiddleware(plugin: object): boolean {
  return /^(?:async\s+)?(?:function\b[^(]*)?\(?\s*(?:req|request|ctx)\s*,\s*(?:res|response|next)\b/.test(
    Function.prototype.toString.call(plugin),
  );
}

function middleware(who: string): Finding {
  return {
    code: 'PH422',
    who,
    cause:
      "it takes a request and a response, as Express's middleware does, and a plugin takes Fastify and its options",
    cure: "Write a method with @BeforeRequest({ scope: 'app' }), take a plugin for Fastify such as @fastify/cors, or [fastifyExpress] of @fastify/express, and app.fastify.use(middleware) in a plugin behind it.",
  };
}

function checkSecretKey(key: unknown): Finding[] {
  if (typeof key === 'string' && key.length >= SHORTEST_SECRET) return [];
  const cause =
    typeof key === 'string'
      ? `a key of ${key.length} characters can be guessed; it needs ${SHORTEST_SECRET} or more`
      : `a key is of the type ${typeOf(key)}, and must be text`;
  return [{ code: 'PH404', who: 'secretKey', cause, cure: `Make one with: ${MAKE_A_KEY}` }];
}
