import { join } from 'node:path';

import type { App, Blueprint } from 'phial';

import { Account } from './account.js';
import { ApiTokens } from './api-tokens.js';
import { CreateUser } from './create-user.js';
import { Guesses } from './guesses.js';
import { LoginManager } from './login-manager.js';
import { Passwords } from './passwords.js';
import { Registration } from './registration.js';
import { Remember } from './remember.js';
import { Resets } from './resets.js';
import { checkOptions, LoginSettings, type LoginOptions, type Pages } from './settings.js';
import { TokenPages } from './token-pages.js';
import { UserProvider } from './user-provider.js';

/**
 * Users who log in: a blueprint with its pages, its services and its command. The app brings a service that extends
 * `UserProvider`.
 *
 * @example
 * ```ts
 * createApp({ blueprints: [login({ registration: true })], services: [new Users(database)] });
 * ```
 *
 * @throws TypeError for an option that there is not, or whose value is wrong
 */
export function login(options: LoginOptions = {}): Blueprint {
  checkOptions(options);
  const remember = options.remember && new Remember(options.remember);
  const apiTokens = options.apiTokens && new ApiTokens(options.apiTokens);
  const pages: Pages = {
    account: Account,
    passwords: Passwords,
    registration: options.registration === true ? Registration : undefined,
    resets: options.mail && Resets,
    tokens: apiTokens && TokenPages,
  };
  return {
    name: options.name ?? 'login',
    prefix: options.prefix ?? '/account',
    controllers: [
      Account,
      Passwords,
      CreateUser,
      ...(pages.registration === undefined ? [] : [Registration]),
      ...(pages.resets === undefined ? [] : [Resets]),
      ...(pages.tokens === undefined ? [] : [TokenPages]),
    ],
    services: [
      new LoginSettings(options, pages),
      new LoginManager(remember, apiTokens),
      new Guesses(options.guesses),
      ...(apiTokens === undefined ? [] : [apiTokens]),
    ],
    templates: join(import.meta.dirname, '..', 'templates'),
    setup(app) {
      checkProvider(app, options);
      app.service(LoginManager).open(app.log);
    },
  };
}

/** What the options ask of the app, told before the first request. */
function checkProvider(app: App, { registration, mail }: LoginOptions): void {
  const users = app.service(UserProvider);
  const needs = [
    ...(registration === true ? [['registration', 'create'] as const] : []),
    ...(mail === undefined ? [] : [['mail', 'mailOf'] as const]),
  ];
  for (const [option, method] of needs)
    if (users[method] === undefined)
      throw new TypeError(
        `login(): the option ${option} needs ${users.constructor.name}.${method}(), which is not there. UserProvider tells its parameters.`,
      );
  const hasVariables = app.routes.some(
    ({ path, endpoint }) => endpoint.endsWith('.resets.reset') && path.includes(':'),
  );
  // Throws without a baseUrl, and tells so. With variables of a prefix, the first mail does.
  if (mail !== undefined && !hasVariables) app.urlFor(Resets, 'reset', {}, { external: true });
}
