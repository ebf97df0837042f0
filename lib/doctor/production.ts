import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import type { AppOptions } from '../config/config.js';
import { currentLaunch } from '../plain/launch.js';
import type { Finding } from '../plain/setup-error.js';
import { MAKE_A_KEY, secretKeysOf } from '../session/secret-keys.js';
import { partsOf } from './places.js';
import { endOfCall, runsInDebug, setsDebug } from './written-debug.js';

/**
 * Finds settings that are right while an app is written, and wrong where it is served. What the sources say is the same
 * everywhere; what the environment says is asked with NODE_ENV=production alone.
 *
 * @param call where `createApp()` was called
 */
export function examineProduction(options: AppOptions, call: string | undefined): Finding[] {
  const source = sourceOfCall(call);
  const isProduction = process.env['NODE_ENV'] === 'production';
  return [
    ...(source !== undefined && setsDebug(source) ? [found('debug', ...ALWAYS_DEBUG)] : []),
    ...writtenRuns(call).map((who) => found(who, ...ALWAYS_DEBUG)),
    ...examineKeys(options, source, isProduction),
    ...(isProduction ? examineProxy(options) : []),
  ];
}

function found(who: string, cause: string, cure: string): Finding {
  return { code: 'PH904', who, cause, cure };
}

const ALWAYS_DEBUG = [
  'it is on in the source, and so in production, where it shows source code and sessions',
  'Take it out, and use phial run --debug, or PHIAL_DEBUG=1 in .env.',
] as const;

/** `app.run({ debug: true })`, wherever the entry has it. */
function writtenRuns(call: string | undefined): string[] {
  const files = new Set([currentLaunch()?.check?.entry, call && partsOf(call).file]);
  const texts = [...files]
    .filter((file) => file !== undefined && existsSync(file))
    .map((file) => withoutComments(readFileSync(file!, 'utf8')));
  return runsInDebug(texts) ? ['app.run()'] : [];
}

function examineKeys({ secretKey }: AppOptions, source: string | undefined, isProduction: boolean): Finding[] {
  const written =
    source !== undefined && /\bsecretKey\s*:\s*(?:\[\s*)?(['"`])(?:(?!\1|\$\{).)+\1\s*[,}\])]/.test(source);
  const keys = secretKeysOf(secretKey).filter((key) => typeof key === 'string');
  // A key for when none is given, `?? 'secret'`, may do while an app is written.
  if (written || (isProduction && keys.some((key) => source?.includes(JSON.stringify(key).slice(1, -1)) === true)))
    return [found('secretKey', 'it is written in the source, which more people read than may know it', KEY_CURE)];
  if (isProduction && keys.some(isExample))
    return [found('secretKey', 'it is an example that anybody can look up', KEY_CURE)];
  return [];
}

const KEY_CURE = `Make one with ${MAKE_A_KEY}, and set PHIAL_SECRET_KEY where the app runs.`;

/** The same sign over and over, words that ask to be replaced, and what the project's own example says. */
function isExample(key: string): boolean {
  if (
    /^(.)\1+$/.test(key) ||
    /change[ _-]?(?:me|this|it)|your[ _-]|example|placeholder|keyboard cat|sixteen letters/i.test(key)
  )
    return true;
  const examples = ['.env.example', '.env.sample', '.env.template'].filter((file) => existsSync(file));
  return examples.some((file) => Object.values(parseEnv(readFileSync(file, 'utf8'))).includes(key));
}

/** A base URL of https, and an app that speaks plain HTTP: a proxy stands before it. */
function examineProxy({ baseUrl, fastify = {} }: AppOptions): Finding[] {
  const isBehindProxy = baseUrl?.startsWith('https:') === true && fastify.https == null;
  if (!isBehindProxy || fastify.trustProxy !== undefined) return [];
  const cause =
    'baseUrl is https, so that a proxy stands before the app, and its headers are not trusted: each client has the address of the proxy, and the scheme is http';
  return [
    found(
      'fastify.trustProxy',
      cause,
      "Write createApp({ fastify: { trustProxy: '127.0.0.1' } }), with the proxy's address.",
    ),
  ];
}

/** The text of the call of `createApp()`, without its comments. Undefined when the source is not at hand. */
function sourceOfCall(call: string | undefined): string | undefined {
  const { file, line } = call === undefined ? {} : partsOf(call);
  if (file === undefined || line === undefined || !existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8')
    .split('\n')
    .slice(line - 1)
    .join('\n');
  const start = text.indexOf('createApp');
  if (start === -1) return undefined;
  const bare = withoutComments(text.slice(start));
  return bare.slice(0, endOfCall(bare));
}

/** Comments, and strings, which may look like them. */
const COMMENTS = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[^]*?\*\/|\/\/.*/g;

function withoutComments(text: string): string {
  return text.replace(COMMENTS, (_, string: string | undefined) => string ?? ' ');
}
