import type { App, Request, Validation } from 'phial';

import { nextOf, withNext } from './next.js';
import { Places } from './places.js';
import { fill, textsIn, type Texts, type TextsByLanguage } from './texts.js';
import type { GuessOptions } from './guesses.js';
import type { RememberOptions } from './remember.js';
import type { ApiTokenOptions } from './api-tokens.js';

/** A mail to somebody. How it gets there is the app's. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** A class made by `Form()`. */
export interface FormClass {
  validate(request: Request): Promise<Validation<object>>;
}

/** Options of `login()`. */
export interface LoginOptions {
  /** The name of the blueprint, with which its endpoints begin; default `'login'`. */
  name?: string;
  /** Where its pages live; default `'/account'`. */
  prefix?: string;
  /** Where a login and a logout lead to, a path or an endpoint; default `'/'`. */
  home?: string;
  /** Whether anybody may register; default `false`. The provider needs `create()`. */
  registration?: boolean;
  /**
   * What else a new user types, a mail address for instance: a class made by `Form()`, whose fields the provider's `create()`
   * gets as `fields`. The inputs stand in `templates/login/register-fields.hbs`, a template of the app's.
   */
  registrationForm?: FormClass;
  /** Characters that a password needs; default 8, as NIST SP 800-63B has it. */
  shortestPassword?: number;
  /** Lets people stay logged in when the browser is closed; default off. */
  remember?: RememberOptions;
  /** Lets programs log in by a token; default off. */
  apiTokens?: ApiTokenOptions;
  /** How many wrong passwords are too many. */
  guesses?: GuessOptions;
  /**
   * Sends a mail; with it, people can set a new password when they have forgotten theirs. Default off. The provider needs
   * `mailOf()` and `changePassword()`, and the app a `baseUrl`.
   */
  mail?: (mail: Mail) => unknown;
  /**
   * Whether who logs in must have confirmed the mail address, by a link in a mail; default `false`. It needs `mail`, and of the
   * provider `confirm()` and users with `isConfirmed`.
   */
  confirmation?: boolean;
  /** Languages of the pages, of which a visitor gets the one that he likes best; default `['en']`. German, `'de'`, is there, too. */
  languages?: readonly string[];
  /** Other words, or those of another language: `{ en: { logIn: 'Sign in' } }`. */
  texts?: TextsByLanguage;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- constructors take what they like
type Page<Method extends string> = abstract new (...args: any[]) => Record<Method, (...args: never[]) => unknown>;

/** The controllers of a login. Pages name each other by class, whatever the blueprint is called, and wherever it stands. */
export interface Pages {
  account: Page<'login' | 'logout'>;
  registration: Page<'register'> | undefined;
  passwords: Page<'change'>;
  resets: Page<'forgot' | 'reset'> | undefined;
  confirmation: Page<'confirm' | 'again'> | undefined;
  tokens: Page<'index'> | undefined;
}

/** What the parts of a login need to know of its options. */
export class LoginSettings {
  /** For whoever has forgotten it. */
  static readonly providedBy = 'login()';
  readonly shortestPassword: number;
  readonly mail: LoginOptions['mail'];
  readonly registrationForm: LoginOptions['registrationForm'];
  readonly confirms: boolean;
  /** Where nobody's language is known: on the command line. */
  readonly texts: Texts;
  readonly #home: string;
  readonly #places = new Places();
  readonly #languages: readonly string[];
  readonly #texts: Readonly<Record<string, Texts>>;

  constructor(
    options: LoginOptions,
    /** @internal */
    readonly pages: Pages,
  ) {
    this.shortestPassword = options.shortestPassword ?? 8;
    this.mail = options.mail;
    this.confirms = options.confirmation === true;
    this.registrationForm = options.registrationForm;
    this.#home = options.home ?? '/';
    this.#languages = options.languages ?? ['en'];
    this.#texts = textsIn(options.texts);
    this.texts = this.#texts[this.#languages[0]!]!;
  }

  /** Where a login leads to when nothing was asked for before. */
  homeOf(request: Request): string {
    return this.#home.startsWith('/') ? request.basePath + this.#home : request.urlFor(this.#home);
  }

  /** @internal */
  open(app: App): void {
    this.#places.open(app);
  }

  /** @param next the page that a login leads back to */
  loginUrl(request: Request, next?: string): string {
    const { params } = request;
    const names = this.#places.near(request)?.variables ?? [];
    const values = Object.fromEntries(names.map((name) => [name, params[name]]));
    return request.urlFor(this.endpointOf(request, 'account.login'), { ...withNext(names, next), ...values });
  }

  /** The endpoint of a page, of the login that is nearest to a request. */
  endpointOf(request: Request, page: 'account.login' | 'resets.reset' | 'confirmation.confirm'): string {
    return (this.#places.near(request)?.prefix ?? '') + page;
  }

  /** Whether the login can be named here: a page outside of a prefix with variables may lack one. */
  hasLogin(request: Request): boolean {
    return this.#places.near(request) !== undefined;
  }

  /** What every page is given: its words, and where the others are. */
  page(request: Request) {
    const { registration, resets, confirmation } = this.pages;
    const next = nextOf(request);
    const values = withNext(this.#places.near(request)?.variables ?? [], next);
    return {
      texts: this.textsFor(request),
      shortest: this.shortestPassword,
      loginUrl: this.loginUrl(request, next),
      registerUrl: registration && request.urlFor(registration, 'register', values),
      forgotUrl: resets && request.urlFor(resets, 'forgot', values),
      confirmUrl: confirmation && request.urlFor(confirmation, 'again', values),
    };
  }

  /** The words in the language that the client likes best. */
  textsFor(request: Request): Texts {
    const texts = this.#texts[this.#languageOf(request)]!;
    return { ...texts, passwordHint: fill(texts.passwordHint, { shortest: this.shortestPassword }) };
  }

  #languageOf(request: Request): string {
    const [first] = this.#languages as [string];
    // One language does not depend on the client, and is kept by caches for all.
    return this.#languages.length === 1 ? first : (request.acceptsLanguages(...this.#languages) ?? first);
  }

  /** What is wrong with a new password. */
  mistakeIn(password: string, texts: Texts): string | undefined {
    if (password === '') return texts.passwordMissing;
    const isShort = [...password].length < this.shortestPassword;
    return isShort ? fill(texts.passwordTooShort, { shortest: this.shortestPassword }) : undefined;
  }
}
