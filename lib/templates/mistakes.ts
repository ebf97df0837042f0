import { didYouMean } from '../plain/nearest.js';
import type { Finding } from '../plain/setup-error.js';
import { isBlockOfUnused } from './blocks.js';
import { ForeignTag } from './foreign-tags.js';
import { waysToGive } from './located.js';
import { segmentOf } from './segments.js';
import type { Mentioning } from './unknown-names.js';

/**
 * What Handlebars says of a file, under the line as editors and terminals read it.
 *
 * @param error with its place in `lineNumber`, or in the text of the message
 */
export function findingIn(path: string, source: string, error: Error & { lineNumber?: number }): Finding {
  const line = error.lineNumber ?? Number(/on line (\d+)/.exec(error.message)?.[1] ?? 1);
  const who = `${path}:${line}`;
  if (error instanceof ForeignTag && error.cure !== undefined)
    return { code: 'PH601', who, cause: error.message, cure: error.cure };
  const text = JSON.stringify(source.split('\n')[line - 1]?.trim() ?? '');
  const foreign = foreignSyntax(path, source, line);
  if (foreign !== undefined) return foreign;
  const token = /got '(\w+)'/.exec(error.message)?.[1];
  if (token === 'EOF')
    return {
      code: 'PH601',
      who,
      cause: 'the file ends before a block is closed',
      cure: 'Close it: each {{#name}} needs its {{/name}}.',
    };
  const cause = token === undefined ? error.message.replace(/ - \d+:\d+$/, '') : 'Handlebars cannot read this line';
  return { code: 'PH601', who, cause, cure: `Correct ${text}.` };
}

/** What other languages write: operators, and a block for the other case. */
function foreignSyntax(path: string, source: string, line: number): Finding | undefined {
  const lines = source.split('\n');
  const other = lines.findIndex((one) => /\{\{~?#\s*else\b/.test(one));
  if (other !== -1)
    return {
      code: 'PH601',
      who: `${path}:${other + 1}`,
      cause: '{{#else}} opens a block of its own',
      cure: 'Write {{else}}, or {{else if x}}.',
    };
  const elseIf = lines.findIndex((one) => /\{\{~?#\s*(?:else_?if|elif)\b/i.test(one));
  if (elseIf !== -1)
    return {
      code: 'PH601',
      who: `${path}:${elseIf + 1}`,
      cause: 'the other case opens no block of its own',
      cure: 'Write {{else if x}}.',
    };
  const index = indexIn(lines[line - 1] ?? '');
  if (index !== undefined) return { code: 'PH601', who: `${path}:${line}`, ...index };
  const call = callIn(lines[line - 1] ?? '');
  if (call !== undefined) return { code: 'PH601', who: `${path}:${line}`, cause: NO_BRACKETS, cure: call };
  const [tag = '', operator = ''] = OPERATOR.exec(lines[line - 1] ?? '') ?? [];
  const helper = HELPERS[operator];
  if (helper === undefined && operator === '') return undefined;
  const cure =
    helper === undefined
      ? 'Give render() the value, or write a method with @TemplateHelper().'
      : `Write {{${conditionOf(tag)} (${helper})}}.`;
  return { code: 'PH601', who: `${path}:${line}`, cause: `Handlebars has no operators, and so no ${operator}`, cure };
}

/** `#unless`, or `#if` for what is no condition. */
function conditionOf(tag: string): string {
  return /^\{\{~?((?:#|else\s+)(?:if|unless))\s/.exec(tag)?.[1] ?? '#if';
}

/** `{{ url_for('notes.index') }}` and `{{ name|upper }}` are Jinja's. */
function callIn(text: string): string | undefined {
  const [, called, given = ''] = /\{\{~?\s*(\w+)\(\s*([^(){}]*)/.exec(text) ?? [];
  if (called !== undefined)
    return `Write {{${[called === 'url_for' ? 'urlFor' : called, given.replace(/\s*,\s*/g, ' ').trim()].join(' ').trim()}}}.`;
  const [, owner, method] = /\{\{\{?[#~]?(?:\s*\w+\s)?\s*([\w.]+)\.(\w+)\(/.exec(text) ?? [];
  if (owner !== undefined)
    return `Write {{${method} ${owner}}}, and a method ${method} with @TemplateHelper(); or give render() the value.`;
  const [, value, filter] = /\{\{~?\s*([\w.]+)\s*\|\s*(\w+)/.exec(text) ?? [];
  if (filter === 'safe') return `Write {{{${value}}}}, if nobody else may have written it.`;
  return filter === undefined
    ? undefined
    : `Write {{${filter} ${value}}}, and a method ${filter} with @TemplateHelper().`;
}

const NO_BRACKETS = 'Handlebars calls helpers without brackets and filters';

/** `list[0].name` and `list[i]` are JavaScript's. What stands around them in their tag stays. */
function indexIn(text: string): Pick<Finding, 'cause' | 'cure'> | undefined {
  for (const [, open = '', within = '', close = ' ...}}'] of text.matchAll(TAG)) {
    let takesVariable = false;
    const written = within.replace(INDEXED, (found, list: string | undefined, steps: string, at: number) => {
      const before = within.slice(0, at);
      // A call's brackets have a cure of their own, and `{{^list[i]}}` has none that is as short.
      if (list === undefined || /\w\(|\^/.test(before)) return found;
      const [path, isCall] = stepped(list, steps);
      takesVariable ||= isCall;
      const isAlone = /^[\s~&]*$/.test(before + within.slice(at + found.length));
      if (!isCall || isAlone) return path;
      return /#\s*$/.test(before) ? `with (${path})` : `(${path})`;
    });
    if (written !== within)
      return {
        cause: takesVariable ? "Handlebars' brackets hold no variable, which its helper lookup takes" : NO_BRACKETS,
        cure: `Write ${open}${written}${close}.`,
      };
  }
  return undefined;
}

/** The path of a list, and what is in it; and whether that is a call of lookup. */
function stepped(list: string, steps: string): [path: string, isCall: boolean] {
  let path = list;
  let isCall = false;
  for (const [, quoted, plain, name] of steps.matchAll(STEP)) {
    const key = quoted ?? name ?? plain!;
    const isVariable = quoted === undefined && name === undefined && !/^\d+$/.test(key);
    if (isVariable || isCall) {
      const literal = /^\d+$/.test(key) ? key : JSON.stringify(key);
      path = `lookup ${isCall ? `(${path})` : path} ${isVariable ? key : literal}`;
    } else path += `.${segmentOf(key)}`;
    isCall ||= isVariable;
  }
  return [path, isCall];
}

/** A tag of a line, which may go on in the next one. No comment. */
const TAG = /(\{\{\{?)(?!~?!)((?:"[^"]*"|'[^']*'|[^{}])*)(\}\}\}?)?/g;

/** `list`, and `[0].name` after it. Texts, and segments of Handlebars' own as `.[0]`, are passed over. */
const INDEXED =
  /"[^"]*"|'[^']*'|\.\[[^\]]*\]|(?<![\w$./-])((?:\.\.?\/)*@?[\w$](?:[\w$./-]|\.\[[^\]]*\])*)(?<![./-])((?:\[(?:'[^']*'|"[^"]*"|[@\w./]+)\](?:\.\w+)*)+)/g;

const STEP = /\[(?:['"]([^'"]*)['"]|([^\]]+))\]|\.(\w+)/g;

const OPERATOR = /\{\{[^{}'"]*?\s\(?([-+*%](?=\s)|===?|!==?|<=?|>=?|&&|\|\||!(?=\w))/;

const HELPERS: Partial<Record<string, string>> = {
  '==': 'eq a b',
  '===': 'eq a b',
  '!=': 'ne a b',
  '!==': 'ne a b',
  '<': 'lt a b',
  '>': 'gt a b',
  '<=': 'not (gt a b)',
  '>=': 'not (lt a b)',
  '&&': 'and a b',
  '||': 'or a b',
  '!': 'not a',
};

/** The partials that nobody defines. */
export function missingPartials(templates: readonly Mentioning[]): Finding[] {
  const names = templates.map(({ name }) => name);
  const inline = templates.flatMap(({ mentions }) => mentions?.inline ?? []);
  const known = new Set([...names, ...inline, '@partial-block']);
  return templates.flatMap((template) => {
    const { path, mentions } = template;
    return (mentions?.partials ?? [])
      .filter(({ name }) => !known.has(name) && !isBlockOfUnused(name, template, templates))
      .map(({ name, line }): Finding => ({
        code: 'PH602',
        who: `${path}:${line}`,
        cause: `there is no partial '${name}'`,
        cure: cureOf(name, didYouMean(name, names), isLayout(template, templates)),
      }));
  });
}

/** What a layout asks for, and is like no name that there is, is a block that its pages have to write. */
function cureOf(name: string, guess: string, isOfLayout: boolean): string {
  const plain = name.replace(/\.(?:hbs|handlebars)$/, '');
  if (plain !== name) return `Leave the ending away: {{> ${plain}}}.`;
  if (isOfLayout && guess === '') return waysToGive(name).trim();
  return `Correct its name, or make the template ${name}.hbs.${guess}`;
}

function isLayout({ name }: Mentioning, templates: readonly Mentioning[]): boolean {
  return templates.some(({ mentions }) => mentions?.layouts.some((layout) => layout.name === name) === true);
}
