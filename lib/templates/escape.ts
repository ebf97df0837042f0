import { handlebars } from './handlebars.js';
import { refusePromise } from './promises.js';

/** What `{{value}}` writes into a page. */
export function escape(value: unknown): string {
  if (typeof value === 'object') refusePromise(value, 'The template writes a promise');
  return handlebars.escapeExpression(value as string);
}

/** What it writes into text. */
export function unescaped(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value == null) return '';
  refusePromise(value, 'The template writes a promise');
  return String(value);
}
