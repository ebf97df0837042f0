import { format } from 'node:util';

const LEVELS: Record<number, string> = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

/** Where pino writes when a person reads: a line per entry, and the stack of an error below it. */
export const readableStream = {
  write(line: string): void {
    process.stdout.write(readable(line));
  },
};

function readable(line: string): string {
  let entry: { level: number; time: number; msg?: string; err?: { stack?: string } };
  try {
    entry = JSON.parse(line) as typeof entry;
  } catch {
    return line;
  }
  const time = new Date(entry.time).toTimeString().slice(0, 8);
  const stack = entry.err?.stack === undefined ? '' : `\n${entry.err.stack}`;
  return `${format('%s %s %s', time, (LEVELS[entry.level] ?? String(entry.level)).padEnd(5), entry.msg ?? '')}${stack}\n`;
}
