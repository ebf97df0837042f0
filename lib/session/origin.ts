/** The cookie that a session came from. */
export interface Origin {
  /** Seconds since 1970. */
  readonly madeAt: number;
}

/** Seconds since a cookie was made. A handler may take its time, so that it is asked anew. */
export function ageOf({ madeAt }: Origin): number {
  return Date.now() / 1000 - madeAt;
}

/** Whether its time is over, in seconds; or whether it is of a clock that was ahead, by which it would be good for as long. */
export function isOver(origin: Origin, lifetime: number): boolean {
  const age = ageOf(origin);
  return age > lifetime || age < -AHEAD;
}

/** Seconds by which the clock of another machine of the same app may be ahead: a visitor is not to lose a session for that. */
const AHEAD = 3600;
