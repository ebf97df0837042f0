import { isError } from '../plain/is-error.js';
import { member } from '../plain/member.js';
import { hasGetter } from '../plain/strangers.js';
import { Abort, isErrorStatus } from '../response/abort.js';
import { Request } from '../request/request.js';
import { Response } from '../response/response.js';
import { placeIn } from '../templates/places.js';

/** What to do about an error whose text does not say so, though it is well known; undefined for all others. */
export function cureOf(error: unknown): string | undefined {
  if (!isError(error) || error instanceof Abort) return undefined;
  return ofCall(String(member(error, 'message'))) ?? ofStatus(error) ?? ofTemplate(error);
}

/** What to throw instead of an object that is not an error, and says the status that is meant: `throw { status: 404 }`. */
export function cureOfThrown(thrown: unknown): string | undefined {
  if (isErrorStatus(thrown)) return `For an answer with that status, write abort(${String(thrown)}).`;
  if (typeof thrown !== 'object' || thrown === null || isError(thrown)) return undefined;
  const status = ['status', 'statusCode', 'status_code'].map((name) => member(thrown, name)).find(isErrorStatus);
  return status === undefined ? undefined : `For an answer with that status, write abort(${String(status)}, message).`;
}

/** In other frameworks some of these are functions: `await request.json()`. */
function ofCall(message: string): string | undefined {
  const made = /\(intermediate value\)\.(status|headers|body|type) is not a function/.exec(message.slice(0, LONGEST));
  if (made !== null) return chained(made[1]!);
  const kept = /\b(config|state)\.(?:get|set|has) is not a function/.exec(message.slice(0, LONGEST));
  if (kept !== null) return PLAIN[kept[1] as keyof typeof PLAIN];
  const match = /(?:^|[. (])(request|req|response|res)\.(\w{1,50}) is not a function/.exec(message.slice(0, LONGEST));
  if (match === null) return undefined;
  const [, owner, name] = match as unknown as [string, string, string];
  const { prototype } = owner.startsWith('req') ? Request : Response;
  return hasGetter(prototype, name) ? `${owner}.${name} is a value, not a function: write it without ().` : undefined;
}

/** What is a dictionary elsewhere: Nest's ConfigService, the context of Hono and Koa. */
const PLAIN = {
  config: 'The settings are members of app.config: write app.config.name.',
  state: 'What a request keeps are members of request.state: write request.state.name, and request.state.name = value.',
};

/** `new Response('').status(201)`, which V8 has no name for. */
function chained(name: string): string {
  return `A Response's ${name} is a value, not a function: write new Response(body, { status, headers, type }), or makeResponse(body, status, headers).`;
}

/** In other frameworks that is the status of the answer. */
function ofStatus(error: Error): string | undefined {
  const status = member(error, 'status') ?? member(error, 'statusCode');
  if (!isErrorStatus(status) || status === 500) return undefined;
  return `The status of the error, ${String(status)}, is not read: for an answer with it, throw new Abort(${String(status)}).`;
}

function ofTemplate(error: Error): string | undefined {
  const where = placeIn(error);
  return where === undefined ? undefined : `${where}.`;
}

const LONGEST = 1000;
