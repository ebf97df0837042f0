import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

import type { Loaded } from './parent.js';

/** Milliseconds in which what is loaded together is told together. */
const TOGETHER = 20;

/** Phial's own files, which may be linked, and so lie outside of node_modules. */
const OWN = new URL('../', import.meta.url).href;

/** Tells of each file that is imported from now on, wherever it lies. */
export function followLoading(tell: (loaded: Loaded) => void): void {
  let loaded: Loaded | undefined;
  followUrls((url) => {
    if (!url.startsWith('file:')) return;
    loaded ??= startList((list) => {
      loaded = undefined;
      tell(list);
    });
    const isPackages = url.includes('/node_modules/');
    if (isPackages || url.startsWith(OWN)) loaded.libraries.push(url);
    if (!isPackages) loaded.files.push(fileURLToPath(url));
  });
}

function startList(tell: (list: Loaded) => void): Loaded {
  const list: Loaded = { files: [], libraries: [] };
  setTimeout(() => tell(list), TOGETHER).unref();
  return list;
}

interface Context {
  conditions?: readonly string[];
}
type Resolve = (specifier: string, context: Context, next: Resolve) => { url: string };
type RegisterHooks = (hooks: { resolve: Resolve }) => void;

/** Node 22.15 has hooks in the same thread; before, they run in one of their own. */
function followUrls(tell: (url: string) => void): void {
  const { registerHooks } = module as { registerHooks?: RegisterHooks };
  if (registerHooks !== undefined) {
    registerHooks({
      resolve: (specifier, context, next) => {
        const found = next(specifier, context, next);
        // What CommonJS requires inside of a package comes with the package.
        if (context.conditions?.includes('require') !== true || !found.url.includes('/node_modules/')) tell(found.url);
        return found;
      },
    });
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.on('message', tell).unref();
  module.register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: port2, transferList: [port2] });
}

const HOOKS = `
let port;
export function initialize(given) { port = given; }
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  port.postMessage(found.url);
  return found;
}`;
