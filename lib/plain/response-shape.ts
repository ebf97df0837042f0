/**
 * Whether the members of an object are those of a response of AWS Lambda, h3 or Azure, or of an error as Nest and Express
 * write it: data that has a status is likely meant to be sent with it.
 */
export function isShapeOfResponse(names: readonly string[], status: number): boolean {
  if (!names.every((name) => MEMBERS.has(name))) return false;
  if (status === 200) return names.some((name) => BODIES.has(name));
  return names.some((name) => PARTS.has(name)) || (isTold(status) && names.some((name) => MESSAGES.has(name)));
}

/** Statuses that are few other things: no amount, and no number of a state. */
function isTold(status: number): boolean {
  return status >= 400 || status === 201;
}

const BODIES = new Set(['body', 'jsonBody']);
/** What tells a response from data that has a status. */
const PARTS = new Set([...BODIES, 'statusCode', 'headers', 'multiValueHeaders']);
const MESSAGES = new Set(['message', 'error', 'statusMessage', 'statusText']);
const MEMBERS = new Set([...PARTS, ...MESSAGES, 'status', 'data', 'cookies', 'isBase64Encoded']);
