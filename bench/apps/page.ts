import { readFileSync } from 'node:fs';

import Handlebars from 'handlebars';

/** The page, its layout and its partial, compiled once. */
export function compilePage(): (context: object) => string {
  return compileTemplate('page');
}

export function compileTemplate(template: string): (context: object) => string {
  const handlebars = Handlebars.create();
  for (const name of ['layout', 'row']) handlebars.registerPartial(name, handlebars.compile(readTemplate(name)));
  return handlebars.compile(readTemplate(template));
}

function readTemplate(name: string): string {
  return readFileSync(new URL(`../templates/${name}.hbs`, import.meta.url), 'utf8');
}
