// The pages of the documentation, in the order in which they are read. The site's sidebar and llms.txt are made of this list; each
// page's title and first sentence are its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
const REFERENCE = 'docs/reference';

/** Where on its host the site lies: DOCS_BASE=/phial/ for https://example.com/phial/. */
export const BASE = `/${process.env.DOCS_BASE ?? ''}/`.replace(/\/+/g, '/');

export const SECTIONS = {
  Start: ['README.md', 'docs/tutorial.md', 'docs/configuration.md', 'docs/cli.md', 'docs/testing.md', 'docs/deploy.md'],
  Concepts: [
    'docs/injection.md',
    'docs/routes.md',
    'docs/requests.md',
    'docs/input.md',
    'docs/uploads.md',
    'docs/responses.md',
    'docs/errors.md',
    'docs/hooks.md',
    'docs/sessions.md',
    'docs/templates.md',
    'docs/static-files.md',
    'docs/databases.md',
    'docs/blueprints.md',
    'docs/extensions.md',
    'docs/commands.md',
    'docs/security.md',
    'docs/openapi.md',
    'docs/api-clients.md',
    'docs/logging.md',
    'docs/observability.md',
    'docs/debug-mode.md',
    'docs/fastify.md',
    'docs/runtimes.md',
    'docs/architecture.md',
  ],
  Cookbook: ['docs/cookbook.md'],
  'Coming from ...': [
    'docs/coming-from-flask.md',
    'docs/coming-from-nestjs.md',
    'docs/coming-from-express.md',
    'docs/coming-from-fastapi.md',
    'docs/terms.md',
    'docs/why-phial.md',
  ],
  Extensions: [
    'extensions/phial-jobs/README.md',
    'extensions/phial-login/README.md',
    'extensions/phial-websocket/README.md',
  ],
  Applications: ['demo/blog/README.md', 'demo/conduit/README.md', 'demo/chat/README.md', 'demo/microblog/README.md'],
  Errors: ['docs/findings.md'],
  Project: ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md'],
};

export const PAGES = Object.values(SECTIONS).flat();

/** Whether the site shows a file of the repository. */
export function isPage(path) {
  return (
    PAGES.includes(path) || (path.startsWith(`${REFERENCE}/`) && path.endsWith('.md') && existsSync(join(ROOT, path)))
  );
}

/** Addresses of their own. Without, SECURITY.md would be docs/security.md where letters' case does not count. */
const ADDRESSES = {
  'README.md': 'index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security-policy.md',
};

/** Where the site shows a page: docs/routes.md as routes.md, a folder's README.md under the folder's name. */
export function addressOf(path) {
  if (path in ADDRESSES) return ADDRESSES[path];
  return path.replace(/^(docs|extensions|demo)\//, '').replace(/\/README\.md$/, '.md');
}

export function titleOf(path) {
  return /^# (.+)$/m.exec(textOf(path))[1];
}

export function textOf(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The first sentence below the title, if there is prose. */
export function summaryOf(path) {
  const prose = textOf(path).replace(/^```[^]*?^```$|<!--[^]*?-->/gm, '');
  const paragraph = prose.split(/\n\n+/).find((part) => /^\s*(?!\*\*.*\*\*$)[^\s#|<-]/.test(part)) ?? '';
  const plain = paragraph
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return (/^.*?\.(?= |$)/.exec(plain)?.[0] ?? plain).replace(/:$/, '.');
}

/** What typedoc made of the public names, folder by folder. */
export function referenceFolders() {
  const folders = readdirSync(join(ROOT, REFERENCE), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => ({
    name,
    pages: readdirSync(join(ROOT, REFERENCE, name)).map((file) => `${REFERENCE}/${name}/${file}`),
  }));
}
