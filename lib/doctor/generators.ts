import type { Class, Mark } from '../classes/metadata.js';
import { decoratorOf } from '../classes/metadata.js';
import { methodNamed } from '../plain/member.js';
import type { ScannedMethod } from '../classes/scanner.js';
import type { Findings } from './findings.js';

/** What is called for what it does: a generator does nothing until somebody asks for its values. */
const DOERS: ReadonlySet<Mark['kind']> = new Set(['before', 'after', 'teardown', 'context', 'start', 'stop']);

/** A method that is a generator, as lifespans and fixtures are elsewhere, where nobody runs one. */
export function examineGenerator(
  type: Class,
  { mark, method, signature: { who } }: ScannedMethod,
  findings: Findings,
): void {
  if (!DOERS.has(mark.kind) || !isGenerator(methodNamed(type.prototype as object, method))) return;
  const cure =
    mark.kind === 'start'
      ? 'Leave the * out, and move what stands behind the yield to a method with @OnStop().'
      : 'Leave the * out. What runs around a handler is a factory: a static async *open() with @FromRequest().';
  findings.find('PH123', who, `it is a generator, and nothing of what ${decoratorOf(mark)} calls is run`, cure);
}

function isGenerator(method: unknown): boolean {
  return typeof method === 'function' && /^\[object (?:Async)?GeneratorFunction\]$/.test(tagOf(method));
}

function tagOf(method: object): string {
  return Object.prototype.toString.call(method);
}
