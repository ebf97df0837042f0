import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

// Places in Phial's few files, as places in lib/.

const maps = new Map();

/** `dispatch lib/story/dispatch.ts:16` for what runs as `dispatch dist/index.js:2712`. Other places stay as they are. */
export function inSource(place, dist) {
  return place.replace(/(?<= (?:phial\/)?)dist\/(.+\.js):(\d+)$/, (_, file, line) => {
    // The last entry of the line.
    const { originalSource, originalLine } = mapOf(new URL(`${file}.map`, dist)).findEntry(Number(line) - 1, Infinity);
    return `${originalSource.replace(/^.*\/lib\//, 'lib/')}:${originalLine + 1}`;
  });
}

function mapOf({ href }) {
  if (!maps.has(href)) maps.set(href, new SourceMap(JSON.parse(readFileSync(new URL(href), 'utf8'))));
  return maps.get(href);
}
