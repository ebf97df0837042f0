/** The cookie that a session came from. */
export interface Origin {
  /** Seconds since 1970. */
  readonly madeAt: number;
}

/** Seconds since a cookie was made. A handler may take its time, so that it is asked anew. */
export function ageOf({ madeAt }: Origin): number {
  return Date.now() / 1000 - madeAt;
}
