import type { Finding } from '../plain/setup-error.js';
import { lineAt, markupIn } from './markup.js';
import type { Mentioning } from './unknown-names.js';

// What other languages of templates write, and what Handlebars prints as it is. It may be meant for a script, so it is warned of.

/** What a page's own text tells of them. */
export interface PrintedTags {
  tags: { line: number; tag: string; cure: string; isOfScripts: boolean }[];
  hasScript: boolean;
}

/** Undefined for most pages, of which one look at the text is enough. */
export function printedTagsIn(source: string): PrintedTags | undefined {
  const hasScript = /<script\b/i.test(source);
  if (!ANY.test(source)) return hasScript ? { tags: [], hasScript } : undefined;
  const markup = markupIn(source).replace(SHOWN, blank);
  const lines = new Set<number>();
  const tags = TAGS.flatMap(({ pattern, cure, isOfScripts = false }) => {
    const found = pattern.exec(markup);
    if (found === null) return [];
    const line = lineAt(markup, found.index + 1);
    if (lines.has(line)) return [];
    lines.add(line);
    const [tag, value = 'x'] = found;
    return [{ line, tag: tag.trim(), cure: cure.replaceAll('$1', value), isOfScripts }];
  });
  return { tags, hasScript };
}

/** The warnings of all pages. What a script in the browser reads is none where a page has a script. */
export function printedTags(templates: readonly Mentioning[]): Finding[] {
  const hasScript = templates.some(({ printed }) => printed?.hasScript === true);
  return templates.flatMap(({ path, printed }) =>
    (printed?.tags ?? [])
      .filter(({ isOfScripts }) => !isOfScripts || !hasScript)
      .map(({ line, tag, cure }) => ({
        code: 'PH616' as const,
        who: `${path}:${line}`,
        cause: `'${tag}' is of another language of templates, and is printed as it is`,
        cure,
      })),
  );
}

/** What shows its text as it is written, and what a script reads. */
const SHOWN = /"[^"]*`[^"]*"|'[^']*`[^']*'|(?<=<(style|pre|code|kbd|samp|textarea|template)\b[^>]*>)[^]*?(?=<\/\1)/gi;

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

interface Tag {
  pattern: RegExp;
  cure: string;
  /** Vue, Alpine and Angular read such attributes in the browser. */
  isOfScripts?: boolean;
}

const CONDITION = 'Write {{#if x}}...{{else}}...{{/if}}.';
const LOOP = 'Write {{#each items}}...{{/each}}.';

const TAGS: readonly Tag[] = [
  { pattern: /(?<![^>\s])@(?:if|elseif|unless|switch|isset|auth|guest)\s*\(/, cure: CONDITION },
  { pattern: /(?<![^>\s])@(?:foreach|forelse|for|while)\s*\(/, cure: LOOP },
  {
    pattern: /(?<![^>\s])@(?:extends|section|yield|include|slot|component)\s*\(/,
    cure: 'Write {{#> layout}}...{{/layout}} for a layout, and {{> partial}} for a part.',
  },
  { pattern: /(?<![^>\s])@csrf(?=\s|<|$)/, cure: 'Leave it away: writes of other sites are refused without it.' },
  { pattern: /\sth:(?:if|unless)\s*=/, cure: CONDITION },
  { pattern: /\sth:each\s*=/, cure: LOOP },
  { pattern: /\sth:\w+\s*=/, cure: 'Write {{name}} where the value belongs.' },
  { pattern: /[$#]\{\s*([a-z_]\w*(?:\.\w+)*)\s*\}/i, cure: 'Write {{$1}}.' },
  { pattern: /\{#\s[^#\n]{0,200}\s#\}/, cure: 'Write {{!-- a comment --}}.' },
  { pattern: /\s(?:v-(?:if|show)|x-(?:if|show)|\*ngIf)\s*=/, cure: CONDITION, isOfScripts: true },
  { pattern: /\s(?:v-for|x-for|\*ngFor)\s*=/, cure: LOOP, isOfScripts: true },
  {
    pattern: /\s(?:v-(?:text|html|bind|model)|x-text|\[\(ngModel\)\])\s*=/,
    cure: 'Write {{name}} where the value belongs.',
    isOfScripts: true,
  },
];

/** A cheap look for any of them. */
const ANY = /@[a-z]+\s*\(|@csrf|\sth:|[$#]\{|\{#\s|\s[vx]-\w|\*ng|\[\(ng/;
