import type { FastifyServerOptions } from 'fastify';

import type { Blueprint, ControllerEntry, PluginEntry } from '../blueprints/blueprint.js';
import { readDotEnv } from './dot-env.js';
import type { Limits } from '../forms/limits.js';
import type { OpenApiOptions } from '../openapi/options.js';
import type { SessionOptions } from '../session/session-options.js';
import type { StaticOptions } from '../files/static.js';
import type { TemplateOptions } from '../templates/templates.js';

/** The user's own settings: augment it to have `app.config` typed. */
export interface Config {}

/** Options of `createApp()`. */
export interface AppOptions {
  /** Classes or instances; default none. An abstract class, which is neither, does not compile. */
  controllers?: readonly ControllerEntry[];
  /** Objects to inject by class; one with `close()`, `[Symbol.asyncDispose]` or `[Symbol.dispose]` is closed with the app, last first. */
  services?: readonly object[];
  /** Groups of controllers with what they need, an app's own or an extension's; default none. */
  blueprints?: readonly Blueprint[];
  /**
   * Where `templates` and `static` lie; default the working directory. Not found there, they are looked for in the folders
   * above, up to the one with the package.json: pass `import.meta.dirname`, which is right in `src/` and in `dist/`.
   */
  root?: string;
  /** The templates' folder, below `root`, or several, of which the first wins; default `templates`. */
  templates?: string | readonly string[] | TemplateOptions;
  /** The static files' folder, below `root`, or `false` for none; default `static`, when it exists. */
  static?: string | StaticOptions | false;
  /** At least 16 characters; of a list, the first encrypts and the others still decrypt. Default `PHIAL_SECRET_KEY`. */
  secretKey?: string | readonly string[];
  /** Where and how long sessions are kept; default an encrypted cookie. */
  session?: SessionOptions;
  /** How large a request may be; a route may have limits of its own. */
  limits?: Partial<Limits>;
  /** `['example.com', '.example.com']`: another Host gets 400. Default any. */
  trustedHosts?: readonly string[];
  /** Origins allowed to send unsafe requests from other sites: `['https://app.example.com']`. Default none. */
  trustedOrigins?: readonly string[];
  /** Whether cross-site writes are refused; default true. */
  csrf?: boolean;
  /** Whether security headers are set; default true. */
  securityHeaders?: boolean;
  /** Whether `/leaf/` differs from `/leaf`; default true. */
  strictSlashes?: boolean;
  /** The base of external URLs, `https://example.com`; default the request's. */
  baseUrl?: string;
  /**
   * Where the app lives below its host, `/blog`; default the path of `baseUrl`, or `''`. Its URLs have it, and it is served
   * with it, and without it. The `X-Forwarded-Prefix` of a trusted proxy wins.
   */
  basePath?: string;
  /**
   * The language in which templates write dates and numbers: `de`, `pt-BR`. Of a list, `['en', 'de']`, each visitor gets the
   * best, or else the first. Default the best of all for the request, else `en`.
   */
  locale?: string | readonly string[];
  /** Serves an OpenAPI document at `/openapi.json`, and a page that shows it at `/docs`; default neither. */
  openapi?: OpenApiOptions;
  /** Debug pages, templates reloaded, readable log; default `PHIAL_DEBUG`. */
  debug?: boolean;
  /** Fastify plugins, or `[plugin, options]`, registered before the controllers. */
  plugins?: readonly PluginEntry[];
  /** Options for Fastify itself: `trustProxy`, `logger`, `https` ... */
  fastify?: FastifyServerOptions & { http?: object | null; http2?: boolean; https?: object | null };
  /** The user's own settings. */
  config?: Config;
}

/** Reads `.env` in the working directory into the environment. What is set already stays. */
export function loadDotEnv(): void {
  for (const [name, value] of Object.entries(readDotEnv().values)) process.env[name] ??= value;
}

/** The environment as `loadDotEnv()` would make it. */
export function environmentWithDotEnv(): NodeJS.ProcessEnv {
  return { ...readDotEnv().values, ...process.env };
}

const YES = ['1', 'true', 'yes', 'on'];
const NO = ['0', 'false', 'no', 'off', ''];

/** Whether an environment variable says yes: `1`, `true`, `yes`, `on`. */
export function environmentFlag(name: string, environment = process.env): boolean {
  return YES.includes((environment[name] ?? '').toLowerCase());
}

/** Whether an environment variable says yes, no, or nothing. */
export function isEnvironmentFlag(name: string): boolean {
  return [...YES, ...NO].includes((process.env[name] ?? '').toLowerCase());
}
