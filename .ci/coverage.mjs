import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

// How many lines of each room of the core the specs have run, by coverage/coverage-summary.json, which `npm test -- --coverage`
// writes. Not Jest's own threshold: a spec that needs a second run by itself is told by the run, and this by its sum.

const FLOOR = 95;
const ROOMS = ['story', 'errors', 'session', 'injection'];

const { total: _total, ...files } = JSON.parse(readFileSync('coverage/coverage-summary.json', 'utf8'));
const rooms = {};
for (const [path, { lines }] of Object.entries(files)) {
  const room = (rooms[basename(dirname(path))] ??= { lines: 0, run: 0 });
  room.lines += lines.total;
  room.run += lines.covered;
}
for (const room of Object.values(rooms)) room['%'] = Number(((100 * room.run) / room.lines).toFixed(1));
console.table(rooms);
// A room that was moved is not there at all.
const low = ROOMS.filter((name) => !(rooms[name]?.['%'] >= FLOOR));
if (low.length > 0) {
  console.error(`Specs must run ${FLOOR} % of the lines of: ${low.map((name) => `lib/${name}`).join(', ')}.`);
  process.exit(1);
}
