import { handlebars } from './handlebars.js';
import { refusePromise, refusePromiseIn } from './promises.js';

/** What `{{value}}` writes into a page. */
export function escape(value: unknown): string {
  if (typeof value === 'object') refusePromises(value);
  return handlebars.escapeExpression(value as string);
}

/** What it writes into text. */
export function unescaped(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value == null) return '';
  refusePromises(value);
  return String(value);
}

function refusePromises(value: unknown): void {
  if (Array.isArray(value)) refusePromiseIn(value);
  else refusePromise(value, 'The template writes a promise');
}
