import { refuseWholeAnswer } from '../response/whole-answers.js';
import { handlebars } from './handlebars.js';
import { refusePromise, refuseIn } from './promises.js';

/** What `{{value}}` writes into a page. */
export function escape(value: unknown): string {
  if (typeof value === 'object') refuseUnwritable(value);
  return handlebars.escapeExpression(value as string);
}

/** What it writes into text. */
export function unescaped(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value == null) return '';
  refuseUnwritable(value);
  return String(value);
}

function refuseUnwritable(value: unknown): void {
  if (Array.isArray(value)) return refuseIn(value);
  refuseWholeAnswer(value);
  refusePromise(value, 'The template writes a promise');
}
