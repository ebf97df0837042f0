import { inspect } from 'node:util';

import { SetupError, type Finding } from 'phial';

import type { RoomsOptions } from './rooms.js';

/** @throws SetupError that lists the options that there are not, and those whose values are wrong */
export function checkRoomsOptions(options: RoomsOptions): void {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new SetupError([finding(`it was given ${inspect(options)}`, 'Write new Rooms({ history: 100 }).')]);
  const { redis, history = 0, channel = 'rooms', ...others } = options;
  const findings = Object.keys(others).map((name) =>
    finding(`there is no option '${name}'`, 'There are redis, channel, history.'),
  );
  if (!Number.isInteger(history) || history < 0)
    findings.push(finding(`its history is ${inspect(history)}`, 'Give it a whole number of messages.'));
  if (typeof channel !== 'string' || channel === '')
    findings.push(finding(`its channel is ${inspect(channel)}`, 'Give it a text, like the name of the app.'));
  if (redis !== undefined) findings.push(...checkClients(redis));
  if (findings.length > 0) throw new SetupError(findings);
}

function checkClients(redis: unknown): Finding[] {
  const clients = Object(redis) as Record<string, unknown>;
  return CLIENTS.filter(([name, method]) => !isClient(clients[name], method)).map(([name]) =>
    finding(
      `the ${name} in its redis is not a client of redis or ioredis`,
      'Write redis: { publisher: client, subscriber: client.duplicate() }, both connected.',
    ),
  );
}

const CLIENTS = [
  ['publisher', 'publish'],
  ['subscriber', 'subscribe'],
] as const;

function isClient(value: unknown, method: string): boolean {
  return typeof (Object(value) as Record<string, unknown>)[method] === 'function';
}

function finding(cause: string, cure: string): Finding {
  return { who: 'new Rooms()', cause, cure };
}
