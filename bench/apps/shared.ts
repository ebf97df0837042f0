// @ts-expect-error -- it has no types
import sodium from 'sodium-native';

// What is the same in all the applications, so that they differ by their framework alone.

export const PORT = Number(process.env['PORT'] ?? 5000);

/** 32 bytes for the encryption of sessions. */
export const KEY = Buffer.alloc(32, 'only for the benchmark ');

export const TITLE = 'Twelve <rows> & more';

export const ROWS = Array.from({ length: 12 }, (_, index) => ({
  id: index + 1,
  name: `Row <${index + 1}>`,
  text: 'Salt & pepper, <b>bold</b> and plain, a line as long as lines are.',
}));

/** The security headers that Phial sends by itself. */
export const JSON_HEADERS = { 'x-content-type-options': 'nosniff' };
export const HTML_HEADERS = {
  ...JSON_HEADERS,
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'strict-origin-when-cross-origin',
};
export const SESSION_HEADERS = { ...JSON_HEADERS, vary: 'Cookie', 'cache-control': 'private' };

export const HTML = 'text/html; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';

/** A path variable as a number; undefined when it is none. */
export function toInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

// An encrypted cookie, for frameworks that have none of their own: the same cipher that @fastify/secure-session uses.

export function seal(data: object): string {
  const message = Buffer.from(JSON.stringify(data));
  const box = Buffer.allocUnsafe(message.length + sodium.crypto_secretbox_MACBYTES);
  const nonce = Buffer.allocUnsafe(sodium.crypto_secretbox_NONCEBYTES);
  sodium.randombytes_buf(nonce);
  sodium.crypto_secretbox_easy(box, message, nonce, KEY);
  return `${box.toString('base64url')}.${nonce.toString('base64url')}`;
}

export function open(text: string | undefined): { visits?: number } {
  const [box, nonce] = (text ?? '').split('.').map((part) => Buffer.from(part, 'base64url'));
  if (
    box === undefined ||
    box.length < sodium.crypto_secretbox_MACBYTES ||
    nonce?.length !== sodium.crypto_secretbox_NONCEBYTES
  )
    return {};
  const message = Buffer.allocUnsafe(box.length - sodium.crypto_secretbox_MACBYTES);
  return sodium.crypto_secretbox_open_easy(message, box, nonce, KEY)
    ? (JSON.parse(message.toString()) as { visits?: number })
    : {};
}

/** The sealed session in a Cookie header. */
export function sessionCookie(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /(?:^|;\s*)session=([^;]+)/.exec(header)?.[1];
}

export function setSessionCookie(data: object): string {
  return `session=${seal(data)}; Path=/; HttpOnly; SameSite=Lax`;
}
