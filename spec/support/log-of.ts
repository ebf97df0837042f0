/** A line of an app's log. */
export interface Entry {
  level: number;
  msg: string;
  err?: { type: string; message: string; stack: string };
  handler?: string;
  route?: string;
}

/** A logger for `createApp({ fastify: { logger } })`, and what it has logged of errors and warnings. */
export function loggedBy(): { logger: object; entries: Entry[] } {
  const entries: Entry[] = [];
  const write = (line: string): void => void entries.push(JSON.parse(line) as Entry);
  return { logger: { level: 'warn', stream: { write } }, entries };
}
