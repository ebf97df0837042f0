import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

import { REFERENCE, versionOf } from './apps.mjs';
import { ENDPOINTS } from './endpoints.mjs';
import { drawBars } from './picture.mjs';
import { geometricMean, median } from './statistics.mjs';

const SEVEN = ENDPOINTS.filter(({ declares }) => !declares).map(({ name }) => name);
/** The endpoints whose speed is shown. */
export const SHOWN = ['json', 'page'];

const NAMES = ENDPOINTS.map(({ name }) => name);

/** Writes the figures to the terminal. */
export function printTable(results, reference) {
  console.log('Server CPU time per request, as a multiple of hand-written Fastify:          ');
  console.table(Object.fromEntries(results.map((result) => [result.app.name, rowOf(result, reference)])));
  console.log(
    'Fastify itself, microseconds:',
    Object.fromEntries(NAMES.map((name) => [name, microseconds(reference, name)])),
  );
}

/** Writes the figures of the other roads to the terminal. */
export function printRoads(results, reference, roads) {
  console.log('Server CPU time per request, as a multiple of hand-written Fastify:          ');
  console.table(Object.fromEntries(roads.map(({ name }) => [name, roadOf(results, reference, name)])));
  for (const result of results) console.log(result.app.name, 'mean', meanOfRoads(result, reference, roads));
}

/** Puts the figures of the other roads into README.md, between their marks. */
export function writeRoads(results, reference, roads, plan) {
  const names = results.map(({ app }) => app.name);
  const text = [
    table(
      ['', ...names, 'Fastify, µs'],
      [
        ...roads.map(({ name }) => {
          const row = roadOf(results, reference, name);
          return [`\`${name}\``, ...names.map((one) => row[one]), row['µs']];
        }),
        ['**mean**', ...results.map((result) => `**${meanOfRoads(result, reference, roads)}**`), ''],
      ],
    ),
    '',
    measuredOn(plan),
  ].join('\n');
  putIntoReadme('roads', text);
}

function roadOf(results, reference, name) {
  const ratios = results.map((result) => [result.app.name, ratioOf(result, reference, name).toFixed(2)]);
  return { ...Object.fromEntries(ratios), µs: microseconds(reference, name) };
}

function meanOfRoads(result, reference, roads) {
  return geometricMean(roads.map(({ name }) => ratioOf(result, reference, name))).toFixed(3);
}

/** Puts the figures into README.md, between its marks, and the bars into results.svg. */
export function writeReport(results, reference, plan) {
  const sorted = [...results].sort((a, b) => meanOf(a, reference) - meanOf(b, reference));
  const text = [
    `Server CPU time per request as a multiple of hand-written Fastify's; below 1 is faster. *Mean* is the geometric mean of the seven before it.`,
    '',
    table(
      ['', ...SEVEN, 'mean', ...NAMES.slice(SEVEN.length)],
      sorted.map((result) => {
        const row = rowOf(result, reference);
        return [
          label(result.app),
          ...SEVEN.map((name) => row[name]),
          `**${row.mean}**`,
          ...NAMES.slice(SEVEN.length).map((name) => row[name]),
        ];
      }),
    ),
    '',
    'Beside it, for `json` and `page`: requests per second, the median and the 99th percentile of their time, and the memory in use at the end.',
    '',
    table(
      ['', 'json/s', 'p50', 'p99', 'page/s', 'p50', 'p99', 'memory'],
      [reference, ...sorted].map((result) => [
        label(result.app),
        ...SHOWN.flatMap((name) => speedOf(result, name)),
        `${Math.round(median(result.memory) / 2 ** 20)} MiB`,
      ]),
    ),
    '',
    `${measuredOn(plan)}, ${plan.far.rounds} of ${plan.far.requests} for those that are far from 1.`,
  ].join('\n');
  putIntoReadme('results', text);
  writeFileSync(
    new URL('results.svg', import.meta.url),
    drawBars(sorted.map((result) => ({ name: result.app.name, value: meanOf(result, reference) }))),
  );
}

function measuredOn({ rounds, passes, requests }) {
  return `Node ${process.version}, ${cpus()[0].model.trim()}, ${new Date().toISOString().slice(0, 10)}; ${rounds} rounds of ${passes} passes of ${requests} requests`;
}

function putIntoReadme(mark, text) {
  const readme = new URL('README.md', import.meta.url);
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- end of ${mark} -->`];
  const [before, rest] = readFileSync(readme, 'utf8').split(begin);
  writeFileSync(readme, `${before}${begin}${text}\n${end}${rest.split(end)[1]}`);
}

function rowOf(result, reference) {
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, ratioOf(result, reference, name).toFixed(2)])),
    mean: meanOf(result, reference).toFixed(2),
  };
}

function meanOf(result, reference) {
  return geometricMean(SEVEN.map((name) => ratioOf(result, reference, name)));
}

/** The median, over all passes, of the cost beside the reference's in the same pass. */
function ratioOf({ costs }, { costs: others }, name) {
  return median(costs.get(name).map((cost, index) => cost / others.get(name)[index]));
}

function speedOf({ speeds }, name) {
  const { perSecond, p50, p99 } = speeds.get(name);
  return [Math.round(perSecond).toLocaleString('en'), `${(p50 / 1000).toFixed(1)} ms`, `${(p99 / 1000).toFixed(1)} ms`];
}

function microseconds({ costs }, name) {
  return Number((median(costs.get(name)) / 1000).toFixed(1));
}

function label(app) {
  return app.name === REFERENCE.name ? `${app.name} ${versionOf(app)}, the reference` : `${app.name} ${versionOf(app)}`;
}

function table(head, rows) {
  return [head, head.map((_cell, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
