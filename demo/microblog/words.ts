import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Controller, FromRequest, Request, TemplateHelper } from 'phial';

export const LANGUAGES = ['en', 'de'];

type Catalogue = Partial<Record<string, string>>;
/** English is what stands in the templates. */
const CATALOGUES: Record<string, Catalogue> = { en: {}, de: catalogue('de') };

function catalogue(language: string): Catalogue {
  const file = join(import.meta.dirname, 'translations', `${language}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
}

/** The interface in the visitor's language. */
export class Words {
  constructor(readonly language: string) {}

  @FromRequest()
  static of(request: Request): Words {
    return new this(request.acceptsLanguages(...LANGUAGES) ?? 'en');
  }

  /** The text in that language; `{}` in it becomes the value. */
  say(text: string, value: unknown = ''): string {
    return (CATALOGUES[this.language]?.[text] ?? text).replace('{}', () => String(value));
  }
}

/** `{{t 'Posts of {}' name}}` in templates. */
@Controller()
export class Translation {
  @TemplateHelper()
  t(text: string | undefined, value: string | undefined, words: Words) {
    return text === undefined ? '' : words.say(text, value);
  }

  @TemplateHelper()
  language({ language }: Words) {
    return language;
  }
}
