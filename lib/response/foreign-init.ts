/**
 * Options of a response under the names that others have for them: JavaScript would read past them.
 *
 * @throws TypeError that says how the option is called here
 */
export function refuseForeignNames(init: object): void {
  for (const name in init) {
    const own = OWN_NAMES[name];
    if (own !== undefined)
      throw new TypeError(`new Response() was given the option '${name}', which is '${own}' here: { ${own}: ... }.`);
  }
}

/** Those of Express and AWS, of Flask, of Azure. */
const OWN_NAMES = Object.assign(Object.create(null) as Record<string, string | undefined>, {
  statusCode: 'status',
  status_code: 'status',
  mimetype: 'type',
  mimeType: 'type',
  contentType: 'type',
  content_type: 'type',
});
