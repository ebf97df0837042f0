/** How large a request's body may be. A limit is the largest size that is served. */
export interface Limits {
  /** Bytes of a body; of all fields of a multipart form together; default 1 MiB. */
  body: number;
  /** Bytes of a multipart form, its files included; default 16 MiB. */
  multipart: number;
  /** Bytes of a form field; default 500,000. */
  field: number;
  /** How many parts a form may have; default 1000. */
  parts: number;
}

/** The limits of a request's body, unless the app or the route says otherwise. */
export const DEFAULT_LIMITS: Limits = { body: 1024 * 1024, multipart: 16 * 1024 * 1024, field: 500_000, parts: 1000 };

/** The limits where some are set otherwise; one that is `undefined` is not set. */
export function withLimits(limits: Limits, changes: Partial<Limits> = {}): Limits {
  return { ...limits, ...Object.fromEntries(Object.entries(changes).filter(([, limit]) => limit !== undefined)) };
}
