// Follows every link of the built site, anchors too. VitePress itself finds dead pages, but no dead anchors.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { BASE } from './pages.mjs';

const SITE = join(import.meta.dirname, '.vitepress/dist');

const files = readdirSync(SITE, { recursive: true }).filter((name) => name.endsWith('.html'));
const pages = new Map(files.map((name) => [name, readFileSync(join(SITE, name), 'utf8')]));
const ids = new Map([...pages].map(([name, text]) => [name, new Set(valuesOf(text, 'id'))]));

const dead = [...pages].flatMap(([name, text]) => {
  const links = [...new Set(valuesOf(text, 'href'))].filter((href) => !/^[a-z]+:/.test(href));
  return links.filter((href) => !leadsSomewhere(href, name)).map((href) => `${name}: ${href}`);
});
if (dead.length > 0) throw new Error(`The site has links that lead nowhere:\n${dead.slice(0, 50).join('\n')}`);
console.log(`${pages.size} pages, each link of which leads somewhere`);

function leadsSomewhere(href, from) {
  const [path, anchor] = href.split('#', 2).map(decodeURIComponent);
  const target = path === '' ? from : path.startsWith('/') ? belowBase(path) : join(dirname(from), path);
  const file = target === '' || target.endsWith('/') ? `${target}index.html` : target;
  if (!existsSync(join(SITE, file))) return false;
  return !anchor || !ids.has(file) || ids.get(file).has(anchor);
}

/** A link that leaves the site's path for the host's root leads nowhere. */
function belowBase(path) {
  return path.startsWith(BASE) ? path.slice(BASE.length) : `outside of ${BASE}/${path}`;
}

function valuesOf(text, attribute) {
  return [...text.matchAll(new RegExp(`<[^>]* ${attribute}="([^"]*)"`, 'g'))].map(([, value]) =>
    value.replaceAll('&amp;', '&'),
  );
}
