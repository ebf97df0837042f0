/**
 * A name, an IPv4 or a bracketed IPv6 address, and a port: RFC 3986, section 3.2.2, without what no browser takes. Between
 * two dots stands something: 'a..good.example' is below no host. Only the last dot may be the root's.
 */
export function isHost(text: string): boolean {
  return (
    /^(?:[a-z\d\-_~]+(?:\.[a-z\d\-_~]+)*\.?|\[[a-f\d:.]+\])(?::\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}`)
  );
}

export function isOrigin(text: string): boolean {
  return /^https?:\/\/[^/?#@]+\/?$/i.test(text) && URL.canParse(text) && isHost(new URL(text).host);
}

/** What the `Domain` of a cookie may be: a name, also one that begins with a dot. */
export function isDomain(value: unknown): boolean {
  return typeof value === 'string' && /^\.?[a-z\d-]+(?:\.[a-z\d-]+)*$/i.test(value);
}
