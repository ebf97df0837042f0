import type { Findings } from './findings.js';
import { decoratorOf, type Mark } from '../classes/metadata.js';
import type { ControllerScan, ScannedMethod } from '../classes/scanner.js';

const HOOKS: readonly Mark['kind'][] = ['before', 'after', 'teardown', 'errorHandler'];

/** Finds a hook or an error handler that no request reaches, or fewer than were meant. */
export function examineReach(
  { routes, hasPrefix, blueprint }: ControllerScan,
  { mark, signature: { who } }: ScannedMethod,
  findings: Findings,
): void {
  if (!HOOKS.includes(mark.kind) || ('scope' in mark.options && mark.options.scope !== undefined)) return;
  const decorator = decoratorOf(mark);
  const isErrorHandler = mark.kind === 'errorHandler';
  // What a blueprint brings is seldom meant for all of the app.
  const scope = blueprint === undefined ? 'app' : 'blueprint';
  if (routes.length === 0 && !(isErrorHandler && hasPrefix)) {
    findings.find(
      'PH312',
      who,
      `${decorator} holds for the routes of its own controller, which has none, so that it never runs`,
      `Write ${written(mark, scope)} for all requests of the ${scope}, or move it to the controller that it is for.`,
    );
  } else if (isErrorHandler && !hasPrefix && (mark.of === 404 || mark.of === 405)) {
    findings.warn(
      'PH313',
      who,
      `@ErrorHandler(${mark.of}) sees those of its own controller's handlers alone, not unknown paths`,
      `Write ${written(mark, scope)}, or give the controller a prefix, below which it sees them.`,
    );
  }
}

function written(mark: Mark, scope: string): string {
  if (mark.kind !== 'errorHandler') return decoratorOf(mark).replace('()', `({ scope: '${scope}' })`);
  const of = typeof mark.of === 'function' ? mark.of.name : String(mark.of);
  return `@ErrorHandler(${of}, { scope: '${scope}' })`;
}
