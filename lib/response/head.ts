/** The head of a response as Node takes it: names in lower case and values in turn, several of one name as a list. */
export type Head = (string | readonly string[])[];

/** The place of a name, or -1. */
export function placeIn(head: Head, name: string): number {
  for (let place = 0; place < head.length; place += 2) if (head[place] === name) return place;
  return -1;
}

/** The value of a name. */
export function valueIn(head: Head, name: string): string | readonly string[] | undefined {
  const place = placeIn(head, name);
  return place === -1 ? undefined : head[place + 1];
}

/** Adds a header, unless it is there. */
export function addIfMissing(head: Head, name: string, value: string): void {
  if (placeIn(head, name) === -1) head.push(name, value);
}

/** Puts a value in place of another, or adds it. */
export function putIn(head: Head, name: string, value: string): void {
  const place = placeIn(head, name);
  if (place === -1) head.push(name, value);
  else head[place + 1] = value;
}

/** Whether a response of a status has no body (RFC 9110, section 15). */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** The content type of a body whose own was taken away: what Fastify says of it. */
export function typeOfUntyped(body: string | Uint8Array): string {
  return typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
