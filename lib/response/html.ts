import { markAsPhials, refuseForeign } from '../plain/copies.js';
import { isPromise } from '../plain/promises.js';
import { refuseWholeAnswer } from './whole-answers.js';

/** Text that is HTML already: the templates and `html` leave it as it is. */
export class SafeHtml {
  constructor(private readonly text: string) {}

  /** The HTML. */
  toString(): string {
    return this.text;
  }

  /** Handlebars asks any value that it escapes for this method, and takes its text as it is. */
  toHTML(): string {
    return this.text;
  }

  /** As a part of JSON it is text. */
  toJSON(): string {
    return this.text;
  }
}

markAsPhials(SafeHtml);

/**
 * HTML in which every value is escaped; lists are joined, `html` inside `html` is not escaped again, and `null`,
 * `undefined` and `false` write nothing.
 *
 * @example
 * ```ts
 * return html`<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`;
 * ```
 */
export function html(strings: TemplateStringsArray, ...values: unknown[]): SafeHtml {
  if (!Array.isArray(strings))
    throw new TypeError(
      'html is a tag, which escapes what stands in ${}: write html`<p>${text}</p>`, without parentheses.',
    );
  let text = strings[0]!;
  for (let index = 0; index < values.length; index++) text += embed(values[index]) + strings[index + 1]!;
  return new SafeHtml(text);
}

/** Escapes what has a meaning in HTML, in text and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(SPECIAL, entityOf);
}

const SPECIAL = /[&<>"'`=]/g;

function entityOf(character: string): string {
  return ENTITIES[character]!;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '=': '&#61;',
};

function embed(value: unknown): string {
  if (value == null || value === false) return '';
  if (value instanceof SafeHtml) return value.toString();
  if (Array.isArray(value)) return value.map(embed).join('');
  return escapeHtml(typeof value === 'object' ? textOf(value) : String(value));
}

/** Objects have the text `[object Object]`, unless their class or they themselves say another. */
function textOf(value: object): string {
  if (isPromise(value)) {
    // It would end the process when it fails.
    if (value instanceof Promise) value.catch(() => {});
    throw new TypeError('html was given a promise: await it before it is written.');
  }
  refuseForeign(value, 'html was given');
  refuseWholeAnswer(value);
  const tag = Object.prototype.toString.call(value);
  const text = hasText(value) ? String(value) : tag;
  if (text !== tag) return text;
  const name = tag.slice('[object '.length, -1);
  throw new TypeError(
    `html was given ${name === 'Object' ? 'an object' : `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`}, whose text is ${tag}. Write what the page shows of it: \${note.title}, or \${JSON.stringify(note)}.`,
  );
}

/** One without a prototype has none. */
function hasText(value: object): boolean {
  return typeof value.toString === 'function' || Symbol.toPrimitive in value;
}
