import { isIP } from 'node:net';
import { types } from 'node:util';

import type { AppOptions } from './config.js';
import { kindOf } from './option-kinds.js';
import { staticOptions, templateOptions } from './folders.js';
import type { StaticOptions } from '../files/static.js';
import type { Finding } from '../plain/setup-error.js';
import { shownBriefly } from '../plain/shown.js';

/** Options that are of the right type, and do nothing or something else than was meant. */
export function checkMistakes(options: AppOptions): Finding[] {
  const { config, fastify } = options;
  return [
    ...unsetSettings(config),
    ...noHelpers(templateOptions(options).helpers),
    ...noStaticFiles(staticOptions(options)),
    ...numberOfProxies(fastify?.trustProxy),
    ...levelAsLogger(fastify?.logger),
  ];
}

function noHelpers(helpers: object = {}): Finding[] {
  if (kindOf(helpers) !== 'an object')
    return [
      {
        code: 'PH401',
        who: 'templates.helpers',
        cause: `it is ${kindOf(helpers)}`,
        cure: 'Write an object of functions: helpers: { shout: (text) => text.toUpperCase() }.',
      },
    ];
  return Object.entries(helpers)
    .filter(([, helper]) => typeof helper !== 'function')
    .map(([name, helper]) => ({
      code: 'PH401',
      who: 'templates.helpers',
      cause: `its '${name}' is ${shownBriefly(helper)}`,
      cure: 'A helper is a function.',
    }));
}

function noStaticFiles({ urlPath = '/static', maxAge = 0 }: StaticOptions): Finding[] {
  // Of a variable in the style of another framework, examineUrlPath() tells.
  const isPath = typeof urlPath === 'string' && /^(?:\/(?:[^:*?#]*|.*[<{[].*))?$/.test(urlPath);
  const isAge = Number.isFinite(maxAge) && maxAge >= 0;
  return [
    ...(isPath ? [] : [misfit('urlPath', urlPath, "It must be a fixed path, such as '/static'.")]),
    ...(isAge ? [] : [misfit('maxAge', maxAge, 'It must be a number of seconds, 0 or more.')]),
  ];
}

function misfit(name: string, value: unknown, cure: string): Finding {
  return { code: 'PH401', who: 'static', cause: `its ${name} is ${shownBriefly(value)}`, cure };
}

/** What to do about an option that belongs elsewhere, before any "did you mean". */
export function misplacedCure(name: string): string | undefined {
  return name === 'port' || name === 'host'
    ? `Write app.run({ ${name}: ${name === 'port' ? '3000' : "'0.0.0.0'"} }), or set PHIAL_${name.toUpperCase()}.`
    : MISPLACED.get(name);
}

/** As other frameworks name what stands elsewhere here. */
const MISPLACED = new Map([
  ['cors', "Install @fastify/cors, and write plugins: [[cors, { origin: 'https://app.example.com' }]]."],
  ...names(['staticFolder', 'static_folder', 'publicDir', 'public'], "Write static: 'public'."),
  ...names(['templateFolder', 'template_folder', 'views', 'viewsDir'], "Write templates: 'views'."),
  ...names(['secret', 'SECRET_KEY', 'secret_key'], 'Write secretKey, or set PHIAL_SECRET_KEY.'),
  ...names(
    ['providers', 'imports'],
    'Write services: [new NoteStore()], and blueprints: [shop()] for what modules are.',
  ),
  ...names(['prefix', 'globalPrefix', 'root_path'], "Write basePath: '/blog', or a prefix in @Controller('/notes')."),
  ...names(['middleware', 'middlewares'], "Write a method with @BeforeRequest({ scope: 'app' })."),
  ...names(['logger', 'log', 'trustProxy'], "It is an option of Fastify's: write fastify: { ... }."),
  ...names(['title', 'version', 'docs'], "Write openapi: { info: { title: 'Notes', version: '1.0.0' } }."),
]);

function names(list: readonly string[], cure: string): [name: string, cure: string][] {
  return list.map((name) => [name, cure]);
}

/** `maxAge` is the cookie's word for it, and express-session's, in milliseconds there. */
export function misplacedSessionCure(name: string): string | undefined {
  if (['maxAge', 'max_age', 'ttl', 'expires'].includes(name)) return 'Write lifetime: 3600, in seconds.';
  if (name === 'secret') return 'Write createApp({ secretKey }), or set PHIAL_SECRET_KEY.';
  if (name === 'cookie') return 'Write its options here: session: { sameSite, secure, lifetime }.';
  return name === 'name' ? "Write cookieName: 'session'." : undefined;
}

/** `database: process.env.DATABASE_URL!` of a variable that nobody set, `Number()` of it, or an await that was forgotten. */
function unsetSettings(config: AppOptions['config']): Finding[] {
  return unsetIn(config ?? {}, '', new Set()).map(([name, value]): Finding => {
    const isPromise = types.isPromise(value);
    return {
      code: 'PH417',
      who: 'config',
      cause: `its '${name}' is ${isPromise ? 'a promise' : String(value)}`,
      cure: isPromise
        ? `Await it: write ${name.split('.').at(-1)!}: await load().`
        : "Set what it is read from, or leave it out. configFromEnv('APP', schema) names all variables that are missing.",
    };
  });
}

/**
 * Also in lists and objects, which settings may be put together by; what has a class of its own knows itself what it holds.
 *
 * @param seen an object may hold itself
 */
function unsetIn(settings: object, within: string, seen: Set<object>): [name: string, value: unknown][] {
  if (seen.has(settings)) return [];
  seen.add(settings);
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    const name = `${within}${key}`;
    if (value === undefined || Number.isNaN(value) || types.isPromise(value)) return [[name, value]];
    return isMadeOfSettings(value) ? unsetIn(value, `${name}.`, seen) : [];
  });
}

function isMadeOfSettings(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function numberOfProxies(trustProxy: unknown): Finding[] {
  if (typeof trustProxy !== 'number' || trustProxy === 0) return [];
  return [
    {
      code: 'PH413',
      who: 'fastify',
      cause: `its trustProxy is ${trustProxy}, and Fastify trusts nobody for a number`,
      cure: "Name the proxy's address, trustProxy: '127.0.0.1', or write true when nothing but the proxy can reach the app.",
    },
  ];
}

/** Fastify asks nobody for the address of a name, and says of what it cannot read only that. */
export function noProxies(trustProxy: unknown): Finding[] {
  const given = typeof trustProxy === 'string' ? trustProxy.split(',').map((text) => text.trim()) : [trustProxy].flat();
  return given
    .filter((one) => typeof one === 'string' && !isProxy(one))
    .map((one) => ({
      code: 'PH413',
      who: 'fastify',
      cause: `its trustProxy names '${String(one)}', which is no IP address`,
      cure: "Write an address, '10.0.0.1', a range, '10.0.0.0/8', or one of 'loopback', 'linklocal' and 'uniquelocal'.",
    }));
}

function isProxy(text: string): boolean {
  const [address = '', range, ...others] = text.split('/');
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  if (isIP(address) === 0 || others.length > 0) return false;
  const bits = isIP(address) === 4 ? 32 : 128;
  return (
    range === undefined || isIP(range) === 4 || (/^\d+$/.test(range) && Number(range) > 0 && Number(range) <= bits)
  );
}

/** Fastify takes a text for a logger that is on, and asks it for nothing. */
function levelAsLogger(logger: unknown): Finding[] {
  if (typeof logger !== 'string') return [];
  const cause = `its logger is '${logger}', which sets no level`;
  return [{ code: 'PH413', who: 'fastify', cause, cure: `Write fastify: { logger: { level: '${logger}' } }.` }];
}
