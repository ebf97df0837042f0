import { readFileSync } from 'node:fs';

import { findFileNow } from '../files/find-file.js';
import { decodeIfPossible } from '../plain/decode.js';
import { didYouMean } from '../plain/nearest.js';
import type { Finding } from '../plain/setup-error.js';
import { withoutBase } from '../request/base-path.js';
import { addPath, createRouter } from '../routes/router.js';
import type { RouteTable } from '../routes/routes.js';
import { findAllTemplates } from '../templates/files.js';
import { lineAt, markupIn } from '../templates/markup.js';

/** The app's static files, and where they are served. */
interface ServedFiles {
  folder: string;
  urlPath?: string;
}

interface Link {
  attribute: string;
  path: string;
  line: number;
}

/**
 * Finds the fixed links of templates that nothing answers: no route, no static file, no plugin.
 *
 * @param document the path of the OpenAPI document's page, below which a plugin answers
 */
export function examineLinks(
  folders: readonly string[],
  routes: RouteTable,
  files: ServedFiles | undefined,
  fastify: object,
  document?: string,
): Finding[] {
  // Express's kind of middleware answers paths that no router knows.
  if ('use' in fastify) return [];
  const pages = findAllTemplates(folders).filter(({ name }) => !/\.[^./]+$/.test(name) || name.endsWith('.html'));
  return pages.flatMap(({ path }) =>
    linksIn(readFileSync(path, 'utf8'))
      .filter((link) => {
        const asked = withoutBase(link.path, routes.basePath);
        const isOfDocument = document !== undefined && asked.startsWith(`${document}/`);
        return !isOfDocument && !isAnswered({ ...link, path: asked }, routes, files);
      })
      .map((link) => lost(`${path}:${link.line}`, link, routes)),
  );
}

function lost(who: string, { attribute, path }: Link, routes: RouteTable): Finding {
  const known = routes.routes.map((route) => route.path);
  const near = didYouMean(path, new Set(known));
  return {
    code: 'PH607',
    who,
    cause: `${attribute}="${path}" leads nowhere: no route, static file or plugin answers it`,
    cure: `Correct it, or write {{urlFor 'endpoint'}}, which is checked.${near}`,
  };
}

/** A form may send anything; all other links are asked for with GET. With a slash more, a path is answered by a redirect. */
function isAnswered({ attribute, path }: Link, routes: RouteTable, files: ServedFiles | undefined): boolean {
  if (routes.takesWithSlash(path, 'GET') || routes.takesWithSlash(path, 'POST')) return true;
  const prefix = files === undefined ? undefined : `${(files.urlPath ?? '/static').replace(/\/+$/, '')}/`;
  if (prefix !== undefined && path.startsWith(prefix)) {
    const file = findFileNow(files!.folder, decodeIfPossible(path.slice(prefix.length)));
    // Below the files' path, the router that knows all routes finds theirs for anything.
    return file !== undefined || isRoute(path, routes);
  }
  const methods = routes.methodsFor(path, false);
  return attribute === 'action' ? methods.length > 0 : methods.includes('GET');
}

/** Whether a controller serves a path, by any method. */
function isRoute(path: string, { routes }: RouteTable): boolean {
  const router = createRouter({});
  for (const route of routes) {
    if (!router.hasRoute('GET', route.path)) addPath(router, 'GET', route.path);
  }
  return router.find('GET', path) !== null;
}

/** Links that begin with one slash and are fixed: no mustache, and nothing that a script puts together. */
const LINK = /(?<=[\s"'])(href|src|action)\s*=\s*(?:"(\/(?!\/)[^"]*)"|'(\/(?!\/)[^']*)'|(\/(?!\/)[^\s"'>]*))/gi;

function linksIn(source: string): Link[] {
  const markup = markupIn(source);
  return [...markup.matchAll(LINK)].flatMap(({ 1: attribute, 2: double, 3: single, 4: bare, index }) => {
    const url = double ?? single ?? bare ?? '';
    if (/[\s{}$<>'"`\\]/.test(url)) return [];
    const path = url.replace(/[?#].*$/, '');
    return [{ attribute: attribute!.toLowerCase(), path, line: lineAt(markup, index) }];
  });
}
