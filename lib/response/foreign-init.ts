/**
 * Options of a response under the names that others have for them: JavaScript would read past them.
 *
 * @throws TypeError that says how the option is called here
 */
export function refuseForeignNames(init: Foreign): void {
  if (typeof init !== 'object') throw notOptions(init);
  // By name, which takes a few nanoseconds. To go through all names takes a hundred.
  if (init.statusCode !== undefined) throw foreign('statusCode', 'status');
  if (init.mimetype !== undefined) throw foreign('mimetype', 'type');
  if (init.contentType !== undefined) throw foreign('contentType', 'type');
}

/** Names of Express and AWS, and of Flask. */
interface Foreign {
  statusCode?: unknown;
  mimetype?: unknown;
  contentType?: unknown;
}

function notOptions(init: unknown): TypeError {
  const status = typeof init === 'number' ? init : 201;
  return new TypeError(
    `new Response() was given ${String(init)} in the place of its options. Write new Response(body, { status: ${status} }), or makeResponse(body, ${status}).`,
  );
}

function foreign(name: string, own: string): TypeError {
  return new TypeError(`new Response() was given the option '${name}', which is '${own}' here: { ${own}: ... }.`);
}
