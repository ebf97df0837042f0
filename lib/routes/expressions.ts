import { inspect } from 'node:util';

import { segments, type Segment } from '../classes/path.js';

const compiled = new Map<string, RegExp>();

/** A URL that the expression of its path does not match leads to a 404. */
export function refuseUnfit(endpoint: string, segment: Segment, value: string): void {
  if (fits(segment, value)) return;
  throw new RangeError(
    `urlFor('${endpoint}') was given ${inspect(value)} for '${segment.text}', which its path takes only as ${segment.expression}. Give it a value that the expression matches.`,
  );
}

/** Whether all variables of a path that have an expression were given what it matches. */
export function allFit(path: string, values: Record<string, unknown>): boolean {
  return segments(path).every((segment) => fits(segment, String(values[segment.text])));
}

/** Whether a variable was given what its expression matches. */
export function fits({ expression = '' }: Segment, value: string): boolean {
  // What looks around sees the text beside the variable, which is not here.
  if (expression === '' || /\(\?<?[=!]/.test(expression)) return true;
  let regex = compiled.get(expression);
  if (regex === undefined) compiled.set(expression, (regex = new RegExp(`^${expression}$`)));
  return regex.test(value);
}
