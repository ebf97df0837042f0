// What the site reads differently from a code host.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { addressOf, isPage, ROOT } from '../pages.mjs';

/** A heading's anchor, as code hosts make it: what works there works here. */
export function slugOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/**
 * Links from file to file become links from page to page. A link to a file that is no page, a program for instance, becomes its text:
 * the site does not have it. What leads nowhere stays, and fails the build as a dead link.
 */
export function withSiteLinks(markdown) {
  markdown.core.ruler.push('site-links', ({ tokens, env }) => {
    for (const { children } of tokens)
      if (children !== null) children.forEach((token, index) => move(token, index, children, env));
  });
}

function move(token, index, siblings, env) {
  const href = token.type === 'link_open' ? token.attrGet('href') : null;
  if (href === null || /^(#|[a-z]+:)/.test(href)) return;
  const [path, anchor] = href.split('#', 2);
  const file = fileOf(path, env);
  if (isPage(file)) token.attrSet('href', `/${addressOf(file)}${anchor === undefined ? '' : `#${anchor}`}`);
  else if (existsSync(join(ROOT, file))) unlink(index, siblings);
}

/** The file that a link means, from the root of the repository. VitePress has the path of a page as its address, and its real one. */
function fileOf(path, { path: shown, realPath: page = shown }) {
  return normalize(join(dirname(page.slice(ROOT.length + 1)), decodeURI(path)));
}

function unlink(index, siblings) {
  const end = siblings.findIndex(({ type }, at) => at > index && type === 'link_close');
  for (const token of [siblings[index], siblings[end]])
    Object.assign(token, { type: 'text', tag: '', attrs: null, content: '' });
}

/** Vue fills in what stands in {{ }}, also in code within a line. There it is Handlebars', and stays. */
export function withoutMustaches(markdown) {
  const plain = markdown.renderer.rules.code_inline;
  markdown.renderer.rules.code_inline = (tokens, index, ...others) => {
    tokens[index].attrSet('v-pre', '');
    return plain(tokens, index, ...others);
  };
}
