import { inspect } from 'node:util';

import { SetupError, type Finding } from 'phial';

import { mistakesIn, namesFor } from './option-members.js';
import type { LoginOptions } from './settings.js';
import { textsIn } from './texts.js';

/**
 * An option that is misspelt would be left out in silence, and something be less safe than it looks.
 *
 * @throws SetupError that lists all that is wrong
 */
export function checkOptions(options: LoginOptions): void {
  const findings = Object.entries(options).flatMap(([name, value]) => checkOption(name as keyof LoginOptions, value));
  // What a value says is asked when there is one.
  if (findings.length === 0) findings.push(...checkValues(options));
  if (findings.length > 0) throw new SetupError(findings);
}

const KINDS = {
  name: 'a string',
  prefix: 'a string',
  home: 'a string',
  registration: 'a boolean',
  registrationForm: 'a function',
  shortestPassword: 'a number',
  remember: 'an object',
  apiTokens: 'an object',
  guesses: 'an object',
  mail: 'a function',
  confirmation: 'a boolean',
  languages: 'an object',
  texts: 'an object',
} as const satisfies Record<keyof LoginOptions, string>;

function checkOption(name: keyof LoginOptions, value: unknown): Finding[] {
  if (!Object.hasOwn(KINDS, name))
    return [finding('', `there is no option '${name}'`, namesFor(name, Object.keys(KINDS)))];
  const kind = KINDS[name];
  if (value === undefined) return [];
  if (kind.endsWith(` ${typeof value}`) && value !== null)
    return name === 'remember' || name === 'apiTokens' || name === 'guesses' ? mistakesIn(name, value) : [];
  return [finding(name, `it is ${inspect(value)}`, `Give it ${EXAMPLES[name] ?? kind}.`)];
}

/** Of what no word for its kind would tell. */
const EXAMPLES: Partial<Record<keyof LoginOptions, string>> = {
  prefix: "a path such as '/account'",
  registrationForm: 'a class made by Form()',
  remember: '{ store }',
  apiTokens: '{ store }',
  guesses: '{ perAccount: 10 }',
  mail: 'a function that sends a mail: ({ to, subject, text }) => ...',
  languages: "a list: ['en', 'de']",
  texts: "words by language: { en: { logIn: 'Sign in' } }",
};

function checkValues(options: LoginOptions): Finding[] {
  const { shortestPassword = 8, home = '/', languages = ['en'], texts, confirmation, mail } = options;
  const known = Object.keys(textsIn(texts));
  const unknown = [languages].flat().find((language) => !known.includes(language));
  const hasTexts = languages.length > 0 && unknown === undefined;
  return [
    ...(shortestPassword >= 1
      ? []
      : [finding('shortestPassword', `it is ${shortestPassword}`, 'Give it 1 character or more.')]),
    ...(home.startsWith('//')
      ? [finding('home', `'${home}' is another site`, "Give it a path of this one, such as '/', or an endpoint.")]
      : []),
    ...(confirmation !== true || mail !== undefined
      ? []
      : [finding('confirmation', 'there is nothing that sends a mail', `Add the option mail, ${EXAMPLES.mail}.`)]),
    ...(hasTexts
      ? []
      : [
          finding(
            'languages',
            `there are no texts in the language '${unknown ?? ''}'`,
            `There are ${known.join(', ')}; the option texts adds others.`,
          ),
        ]),
  ];
}

/** A finding about an option of `login()`. */
export function finding(option: string, cause: string, cure: string): Finding {
  return { who: option === '' ? 'login()' : `login({ ${option} })`, cause, cure };
}
