import type { Cluster } from 'node:cluster';

import { isDomain } from '../plain/hosts.js';
import type { Finding } from '../plain/setup-error.js';
import { isToken } from '../plain/token.js';
import { isOfOneProcess, type SessionStore } from './store.js';

/** The options of `createApp({ session })`. */
export interface SessionOptions {
  /** Default `session`. */
  cookieName?: string;
  /** Seconds that a permanent session lives; default 31 days. Others live for 24 hours, or for this long when it is shorter. */
  lifetime?: number;
  /** Default where the app lives: `basePath`, or `/`. */
  path?: string;
  /** Default none: the cookie is for this very host. */
  domain?: string;
  /** Default true. */
  httpOnly?: boolean;
  /** Default `lax`. `none` sets `secure`, without which browsers refuse it. */
  sameSite?: 'strict' | 'lax' | 'none';
  /** Default `'auto'`: on when the request came by https. */
  secure?: boolean | 'auto';
  /** Default false. Sets `secure`, without which browsers refuse it. */
  partitioned?: boolean;
  /** Where sessions are kept, whose cookies then hold an id alone; default none: they lie in their cookies. */
  store?: SessionStore;
}

/** The options with their defaults. */
export type SessionSettings = Required<Omit<SessionOptions, 'domain' | 'store'>> &
  Pick<SessionOptions, 'domain' | 'store'> & {
    /** Whether the path is where the app lives, which a proxy may tell. */
    isBelowBase?: boolean;
  };

const DEFAULTS: SessionSettings = {
  cookieName: 'session',
  lifetime: 31 * 24 * 3600,
  path: '/',
  httpOnly: true,
  sameSite: 'lax',
  secure: 'auto',
  partitioned: false,
};

/** Fills in the defaults, and `secure` where the other options need it. */
export function sessionSettings(options: SessionOptions = {}, basePath = ''): SessionSettings {
  const named = { ...DEFAULTS, ...Object.fromEntries(given(options)) };
  // '__Host-' is of all paths.
  const isBelowBase = options.path === undefined && !/^__host-/i.test(named.cookieName);
  const settings = isBelowBase ? { ...named, isBelowBase, path: basePath || '/' } : named;
  return needsSecure(settings) === undefined ? settings : { ...settings, secure: true };
}

/** The settings for a request whose proxy says where the app lives; a path that was given stays. */
export function settingsAt(settings: SessionSettings, basePath?: string): SessionSettings {
  const { path, isBelowBase } = settings;
  if (basePath === undefined || isBelowBase !== true || path === (basePath || '/')) return settings;
  return { ...settings, path: basePath || '/' };
}

/** What is wrong with the options: browsers say nothing when they refuse a cookie. */
export function checkSessionOptions(options: SessionOptions | undefined): Finding[] {
  if (options === undefined) return [];
  if (typeof options !== 'object' || options === null) {
    return [
      {
        code: 'PH401',
        who: 'session',
        cause: `it is ${String(options)}, which is no object of options`,
        cure: 'Leave it out for the defaults; a session costs nothing until it is used.',
      },
    ];
  }
  const wrong = given(options).flatMap(([name, value]): Finding[] => {
    const rule = RULES[name];
    return rule === undefined || rule.fits(value)
      ? []
      : [{ code: 'PH408', who: `session.${name}`, cause: `it is ${nameOf(value)}`, cure: rule.cure }];
  });
  return [...wrong, ...checkTogether({ ...DEFAULTS, ...Object.fromEntries(given(options)) })];
}

/** Seconds for which browsers keep a cookie at most (RFC 6265bis, section 5.5). */
const LONGEST = 400 * 24 * 3600;

/** What may be meant, but is not what a browser does. */
export function sessionWarnings({ lifetime = 0 }: SessionOptions = {}): Finding[] {
  if (!(lifetime > LONGEST)) return [];
  return [
    {
      code: 'PH423',
      who: 'session.lifetime',
      cause: `it is ${lifetime} seconds, ${Math.round(lifetime / 86_400)} days, and browsers keep a cookie for 400 days at most`,
      cure: `It is in seconds: write ${lifetime / 1000} if these are milliseconds.`,
    },
  ];
}

/** Nothing of what an object holds: it may be circular, or have a password. */
function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name || 'thing without a class'}`;
  return typeof value === 'string'
    ? JSON.stringify(value)
    : typeof value === 'function'
      ? `the function ${value.name}`
      : String(value);
}

function checkTogether(settings: SessionSettings): Finding[] {
  const why = needsSecure(settings);
  const findings: Finding[] = [];
  if (settings.secure === false && why !== undefined) {
    findings.push({
      code: 'PH409',
      who: 'session.secure',
      cause: `it is false, and browsers refuse a cookie with ${why} without it`,
      cure: 'Leave it out.',
    });
  }
  if (/^__host-/i.test(String(settings.cookieName)) && (settings.path !== '/' || settings.domain !== undefined)) {
    findings.push({
      code: 'PH409',
      who: 'session.cookieName',
      cause: "browsers take a cookie named '__Host-...' for one host and all its paths alone",
      cure: 'Leave path and domain out, or choose another name.',
    });
  }
  if (isOfOneProcess(settings.store) && isWorker()) {
    findings.push({
      code: 'PH410',
      who: 'session.store',
      cause:
        'it keeps sessions in the memory of one process, and this is one of several: the other workers would not know them',
      cure: 'Use a FileSessionStore, or a Keyv with an adapter: new Keyv(new KeyvRedis(url)).',
    });
  }
  return findings;
}

/** What makes browsers insist on `Secure` (RFC 6265bis, sections 4.1.3 and 5.7). */
function needsSecure({ cookieName, sameSite, partitioned }: SessionSettings): string | undefined {
  if (sameSite === 'none') return "sameSite 'none'";
  if (partitioned === true) return 'partitioned';
  return /^__(?:host|secure)-/i.test(String(cookieName)) ? `the name '${cookieName}'` : undefined;
}

/** Options that were passed as undefined were not given. */
function given(options: SessionOptions): [string, unknown][] {
  return Object.entries(options).filter(([, value]) => value !== undefined);
}

interface Rule {
  fits: (value: unknown) => boolean;
  cure: string;
}

const FLAG: Rule = { fits: (value) => typeof value === 'boolean', cure: 'Write true or false.' };

const RULES: Record<string, Rule> = {
  cookieName: { fits: isToken, cure: "Write letters, digits and -_. alone, for instance 'session'." },
  lifetime: {
    fits: (value) => typeof value === 'number' && value > 0 && value < Infinity,
    cure: 'Write a number of seconds: 31 * 24 * 3600.',
  },
  path: {
    fits: (value) => matches(/^\/[\x21-\x3a\x3c-\x7e]*$/, value),
    cure: "Write a path with a leading slash: '/admin'.",
  },
  domain: { fits: isDomain, cure: "Write a host name alone: 'example.com'; leave it out for this very host." },
  httpOnly: FLAG,
  sameSite: {
    fits: (value) => ['strict', 'lax', 'none'].includes(value as string),
    cure: "Write 'strict', 'lax' or 'none'.",
  },
  secure: {
    fits: (value) => value === 'auto' || typeof value === 'boolean',
    cure: "Write true, false or 'auto', which is on when the request came by https.",
  },
  partitioned: FLAG,
  store: {
    fits: isStore,
    cure: 'Give it a FileSessionStore, a MemorySessionStore, an object with get(), set() and delete(), or a Keyv: new Keyv(new KeyvRedis(url)).',
  },
};

/** Keyv's adapters have the same methods, but keep text alone; what they have of a Keyv is its namespace. */
function isStore(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const isAdapter = 'namespace' in value && 'clear' in value && !('store' in value);
  return (
    !isAdapter &&
    ['get', 'set', 'delete'].every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}

function matches(form: RegExp, value: unknown): boolean {
  return typeof value === 'string' && form.test(value);
}

/** `node:cluster` is loaded in workers, and nowhere else does it have to be. */
function isWorker(): boolean {
  return (process.getBuiltinModule('node:cluster') as unknown as Cluster).isWorker;
}
