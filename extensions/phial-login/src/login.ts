import { join } from 'node:path';

import { SetupError, type App, type Blueprint } from 'phial';

import { Account } from './account.js';
import { ApiTokens } from './api-tokens.js';
import { ConfirmationPages } from './confirmation-pages.js';
import { CreateUser } from './create-user.js';
import { Guesses } from './guesses.js';
import { LoginManager } from './login-manager.js';
import { Passwords } from './passwords.js';
import { Registration } from './registration.js';
import { Remember } from './remember.js';
import { Resets } from './resets.js';
import { didYouMean } from './option-members.js';
import { checkOptions, finding } from './options.js';
import { variablesOf } from './places.js';
import { LoginSettings, type LoginOptions, type Pages } from './settings.js';
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
 * @throws SetupError for options that there are not, or whose values are wrong
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
    confirmation: options.confirmation === true ? ConfirmationPages : undefined,
    tokens: apiTokens && TokenPages,
  };
  const settings = new LoginSettings(options, pages);
  const manager = new LoginManager(remember, apiTokens);
  return {
    name: options.name ?? 'login',
    prefix: options.prefix ?? '/account',
    controllers: [
      Account,
      Passwords,
      CreateUser,
      ...(pages.registration === undefined ? [] : [Registration]),
      ...(pages.resets === undefined ? [] : [Resets]),
      ...(pages.confirmation === undefined ? [] : [ConfirmationPages]),
      ...(pages.tokens === undefined ? [] : [TokenPages]),
    ],
    services: [settings, manager, new Guesses(options.guesses), ...(apiTokens === undefined ? [] : [apiTokens])],
    templates: join(import.meta.dirname, '..', 'templates'),
    setup(app) {
      if (isUnderTwoNames(app, settings)) return;
      checkProvider(app, options);
      checkHome(app, options);
      settings.open(app);
      manager.open(app.log);
    },
  };
}

/**
 * Whether an app has the login already, under another name.
 *
 * @throws SetupError for two logins, which would share the session: who is logged in to one would be the user of that id in the other
 */
function isUnderTwoNames(app: App, settings: LoginSettings): boolean {
  const known = opened.get(app);
  opened.set(app, settings);
  if (known === undefined || known === settings) return known !== undefined;
  throw new SetupError([
    finding(
      'blueprints',
      'this app has two logins, and one session for both',
      "Make it once, const one = login(), and write [one, { ...one, name: 'other', prefix: '/other' }] for pages in two places.",
    ),
  ]);
}

/** The settings of each app's login. */
const opened = new WeakMap<App, LoginSettings>();

/** What the options ask of the app, told before the first request. */
function checkProvider(app: App, { registration, mail, confirmation }: LoginOptions): void {
  const users = app.service(UserProvider);
  const needs = [
    ...(registration === true ? [['registration', 'create'] as const] : []),
    ...(mail === undefined ? [] : [['mail', 'mailOf'] as const]),
    ...(confirmation === true ? [['confirmation', 'confirm'] as const] : []),
  ].filter(([, method]) => users[method] === undefined);
  const findings = needs.map(([option, method]) =>
    finding(
      option,
      `it needs ${users.constructor.name}.${method}(), which is not there`,
      'Write it: UserProvider tells its parameters.',
    ),
  );
  if (mail !== undefined && !hasBaseUrl(app))
    findings.push(
      finding(
        'mail',
        'a link in a mail must not lead to whatever host a request named, and the app has no baseUrl',
        "Write createApp({ baseUrl: 'https://example.com' }).",
      ),
    );
  if (findings.length > 0) throw new SetupError(findings);
}

/** Each login would be a 500. */
function checkHome({ routes }: App, { home = '/' }: LoginOptions): void {
  const endpoints = routes.map(({ endpoint }) => endpoint);
  // A path, or `.logout`, which is of the login's own.
  if (/^[/.]/.test(home) || endpoints.includes(home)) return;
  const cure = `Correct its name: phial routes lists all endpoints.${didYouMean(home, endpoints)}`;
  throw new SetupError([finding('home', `there is no endpoint '${home}'`, cure)]);
}

/** Asked of a route for which there are values: of expressions nobody knows them. Where all have one, the mail will tell. */
function hasBaseUrl(app: App): boolean {
  const route = app.routes.find(({ path }) => !/[(*]/.test(path));
  if (route === undefined) return true;
  const values = Object.fromEntries(variablesOf(route.path).map((name) => [name, '1']));
  try {
    return app.urlFor(route.endpoint, values, { external: true }) !== '';
  } catch {
    return false;
  }
}
