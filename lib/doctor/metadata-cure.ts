import { isRegistered } from '../plain/launch.js';

/**
 * What to do where the compiler wrote no types of parameters.
 *
 * @param method whose they are, where other methods of its class have theirs: a class in its body makes oxc lose them
 */
export function metadataCure(method?: unknown): string {
  if (/\bclass\b(?:\s+[\w$]+)?(?:\s+extends\b[^{}]*)?\s*\{/.test(method === undefined ? '' : String(method)))
    return CLASS_WITHIN;
  return isRegistered() ? SETTING : OTHER_COMPILERS;
}

/** What compiles is right, and does as it is told. */
const SETTING =
  'Set "emitDecoratorMetadata" to true in tsconfig.json, beside "experimentalDecorators". ' +
  'In JavaScript, list the types by hand: { inject: [...] } in the decorator, static inject = [...] for a constructor.';

const OTHER_COMPILERS =
  'tsx, esbuild and Vitest before 4 never do: use phial run, node --import phial/register app.ts, or Vitest 4. ' +
  'tsc and swc do with "experimentalDecorators" and "emitDecoratorMetadata". Or list the types by hand: { inject: [...] } in the decorator, static inject = [...] for a constructor.';

const CLASS_WITHIN =
  'A class inside this method makes the loader lose its types: move it out, or list the types by hand: { inject: [...] } in the decorator.';
