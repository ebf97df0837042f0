import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

/** Milliseconds in which what is loaded together is told together. */
const TOGETHER = 20;

/** Tells of each file of the user's that is loaded from now on, wherever it lies. */
export function followLoading(tell: (files: string[]) => void): void {
  let files: string[] = [];
  followUrls((url) => {
    if (!url.startsWith('file:') || url.includes('/node_modules/')) return;
    if (files.length === 0) {
      setTimeout(() => {
        tell(files);
        files = [];
      }, TOGETHER).unref();
    }
    files.push(fileURLToPath(url));
  });
}

type Resolve = (specifier: string, context: unknown, next: Resolve) => { url: string };
type RegisterHooks = (hooks: { resolve: Resolve }) => void;

/** Node 22.15 has hooks in the same thread; before, they run in one of their own. */
function followUrls(tell: (url: string) => void): void {
  const { registerHooks } = module as { registerHooks?: RegisterHooks };
  if (registerHooks !== undefined) {
    registerHooks({
      resolve: (specifier, context, next) => {
        const found = next(specifier, context, next);
        tell(found.url);
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
