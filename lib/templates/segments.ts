/** A name as paths of templates have it: `list.[0]`, since Handlebars takes a number that ends a path for one of its own. */
export function segmentOf(name: string): string {
  return /^[A-Za-z_$][\w$-]*$/.test(name) ? name : `[${name}]`;
}
