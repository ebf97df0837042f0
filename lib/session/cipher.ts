import { hkdfSync } from 'node:crypto';

import type { SecureSessionPluginOptions } from '@fastify/secure-session';
import type { FastifyInstance } from 'fastify';

import { decorationsOf } from '../plain/decorations.js';

/** What was in a cookie, when it was put there, and by which key. */
export interface Unsealed {
  /** secure-session's own object. Its values are read by their names alone: `data.id`. */
  data: Record<string, unknown>;
  /** Seconds since 1970. */
  madeAt: number;
  /** Whether it was sealed with a former key. */
  isOfFormerKey: boolean;
}

/** The part of @fastify/secure-session that a cipher is made of. */
type Codec = Pick<FastifyInstance, 'createSecureSession' | 'decodeSecureSession' | 'encodeSecureSession'>;

/** secure-session's own check of age is set beyond reach: how long a session lives depends on whether it is permanent. */
const NEVER = 1e10;

/** Encrypts what cookies keep of sessions, with @fastify/secure-session (libsodium's secretbox). */
export class Cipher {
  readonly #keys: readonly Buffer[];
  #codec: Codec | undefined;

  /**
   * @param secretKeys the first encrypts, all of them decrypt
   * @param cookieName each name has keys of its own, so that no cookie passes for another
   */
  constructor(secretKeys: readonly string[], cookieName: string) {
    this.#keys = secretKeys.map((secret) => deriveKey(secret, cookieName));
  }

  /**
   * Loads what the plugin encrypts with. In the app, its hooks would open the session of every request, and it would collide
   * with the plugins for cookies and sessions that users register themselves.
   */
  async ready(): Promise<void> {
    const { fastifySecureSession } = await import('@fastify/secure-session');
    this.#codec = await decorationsOf<SecureSessionPluginOptions>(fastifySecureSession, {
      key: [...this.#keys],
      expiry: NEVER,
    });
  }

  /** Data as the text of a cookie. The time is added to the data. */
  seal(data: object): string {
    const codec = this.#codec!;
    return toCookieText(codec.encodeSecureSession(codec.createSecureSession(data as never)));
  }

  /** What was sealed; null when the text is anything else. */
  open(text: string): Unsealed | null {
    const sealed = toSealedText(text);
    if (sealed === undefined) return null;
    const data = this.#codec!.decodeSecureSession(sealed, SILENT) as unknown as Record<string, unknown> | null;
    // secure-session's own mark, no value of ours: another key than the first has opened it.
    return data && { data, madeAt: Number(data[MADE_AT]), isOfFormerKey: data['changed'] === true };
  }
}

/** Where secure-session keeps the time, in seconds. */
const MADE_AT = '__ts';

/** A cookie that cannot be opened is nothing to tell of. */
const SILENT = { trace: () => {}, debug: () => {} } as never;

/** 32 bytes of key from a secret of any length (HKDF, RFC 5869). */
function deriveKey(secret: string, cookieName: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'phial', `session cookie ${cookieName}`, 32));
}

// secure-session writes two base64 texts with a semicolon between, which alone of these characters no cookie may have
// (RFC 6265bis, section 4.1.1): with a dot there, nothing has to be percent-encoded, and a tenth more data has room.
function toCookieText(text: string): string {
  return text.replace(';', '.');
}

/** Node reads base64 leniently, and secure-session the first two parts: only the very text that was sealed may pass. */
function toSealedText(text: string): string | undefined {
  const parts = text.split('.');
  return parts.length === 2 && parts.every(isBase64) ? parts.join(';') : undefined;
}

function isBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64') === text;
}
