/** What is not sent, or is not markup. */
const NO_MARKUP = /\{\{!--[^]*?--\}\}|\{\{![^]*?\}\}|<!--[^]*?-->|(?<=<script\b[^>]*>)[^]*?(?=<\/script)/gi;

/** A template without its comments and scripts, in whose place are blanks: all else stays on its line. */
export function markupIn(source: string): string {
  return source.replace(NO_MARKUP, (text) => text.replace(/[^\n]/g, ' '));
}

/** The line of a place in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
