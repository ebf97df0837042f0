import type { App } from '../app.js';
import type { OperationOptions } from '../classes/operation-options.js';

/** A class that can be made, or an object of one. */
export type ControllerEntry = (new (...args: never[]) => object) | (object & { prototype?: never });

/** A Fastify plugin, or one with its options. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- plugins have options of every kind
export type PluginEntry = ((...args: any[]) => unknown) | readonly [(...args: any[]) => unknown, object];

/**
 * A group of controllers with what they need: a part of an app, or what an extension's package gives it. It is only read,
 * so one can be registered twice under two names, or changed: `{ ...login(), prefix: '/konto' }`.
 *
 * @example
 * ```ts
 * createApp({ blueprints: [{ name: 'admin', prefix: '/admin', controllers: [Users, Posts] }] });
 * ```
 */
export interface Blueprint {
  /** Letters, digits, `-` and `_`. Its endpoints begin with it: `admin.users.index`. */
  name: string;
  /** Where it lives, `/admin`; default below what it is nested in. It may have variables. */
  prefix?: string;
  /** Classes or instances; default none. An abstract class, which is neither, does not compile. */
  controllers?: readonly ControllerEntry[];
  /** Objects to inject by class, which all of the app sees; default none. */
  services?: readonly object[];
  /** Fastify plugins for its routes alone; one that is wrapped by fastify-plugin is the app's. Default none. */
  plugins?: readonly PluginEntry[];
  /** The path of a folder of templates. The app's templates of the same name win. Default none. */
  templates?: string;
  /** The path of a folder of files, served below `/static/<name>/`. The app's files at the same path win. Default none. */
  static?: string;
  /** Blueprints within it; default none. */
  blueprints?: readonly Blueprint[];
  /** What the OpenAPI document says of all its routes, and of those of blueprints within it; `false` leaves them out. */
  openapi?: OperationOptions | false;
  /** Called when the controllers are made, before the app is ready; `app.ready()` awaits it. */
  setup?: (app: App) => unknown;
}

/** The members of a blueprint, in the order of the documentation. */
export const MEMBERS = [
  'name',
  'prefix',
  'controllers',
  'services',
  'plugins',
  'templates',
  'static',
  'blueprints',
  'openapi',
  'setup',
] as const satisfies readonly (keyof Blueprint)[];
