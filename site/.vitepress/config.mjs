// The site shows the files of the repository as they are: no page is copied, the home page is the README.
import { readFileSync } from 'node:fs';

import { defineConfig } from 'vitepress';

import { addressOf, BASE, isPage, referenceFolders, ROOT, SECTIONS, titleOf } from '../pages.mjs';
import { slugOf, withoutMustaches, withSiteLinks } from './markdown.mjs';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M6 1h4v5l4 8H2l4-8z" fill="#5672cd"/></svg>';

export default defineConfig({
  title: 'Phial',
  description: 'Flask for TypeScript',
  lang: 'en',
  base: BASE,
  srcDir: ROOT,
  srcExclude: ['spec/**', 'starter/**', 'starter-extension/**', 'docs/api.report.md', '**/build/**', '**/generated/**'],
  rewrites: (path) => (isPage(path) ? addressOf(path) : path),
  lastUpdated: false,
  head: [
    ['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }],
    ['style', {}, readFileSync(new URL('page.css', import.meta.url), 'utf8')],
  ],
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  markdown: {
    // The default themes' comments, which hold the answers, are too pale: less than 4.5 to 1.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    anchor: { slugify: slugOf },
    config(markdown) {
      markdown.use(withSiteLinks).use(withoutMustaches);
    },
  },
  themeConfig: {
    search: { provider: 'local', options: { miniSearch: { searchOptions: { boostDocument: pagesFirst } } } },
    outline: [2, 3],
    externalLinkIcon: true,
    nav: [
      { text: 'Quickstart', link: '/index#in-your-project' },
      { text: 'Cookbook', link: '/cookbook' },
      { text: 'Errors', link: '/findings' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: [
      ...Object.entries(SECTIONS).map(([text, pages]) => ({ text, items: pages.map(itemOf) })),
      { text: 'Reference', link: '/reference/', collapsed: true, items: referenceFolders().map(groupOf) },
    ],
  },
});

/** Who looks for a word wants to be told of it before the list of names. VitePress sends this function to the browser as text. */
function pagesFirst(id) {
  return id.includes('/reference/') || id.includes('/changelog') ? 0.2 : 1;
}

function itemOf(path) {
  return { text: path === 'README.md' ? 'What Phial is' : titleOf(path), link: linkOf(path) };
}

function groupOf({ name, pages }) {
  const text = `${name[0].toUpperCase()}${name.slice(1).replace('-', ' ')}`;
  return {
    text,
    collapsed: true,
    items: pages.map((path) => ({ text: path.split('/').at(-1).slice(0, -3), link: linkOf(path) })),
  };
}

function linkOf(path) {
  return `/${addressOf(path).replace(/(^|\/)index\.md$|\.md$/, '$1')}`;
}
