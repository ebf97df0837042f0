const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time as it is written: `'500ms'`, `'10s'`, `'5m'`, `'2h'`, `'1d'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** Milliseconds of a time; undefined for what is not one. */
export function millisecondsOf(text: unknown): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(text)) ?? [];
  return unit === undefined ? undefined : Number(count) * UNITS[unit]!;
}

/**
 * What is to be written instead of what is not a time; undefined for one.
 *
 * @param least milliseconds: what is done again and again needs some in between
 */
export function wantedTime(text: unknown, least = 0): string | undefined {
  const time = millisecondsOf(text);
  if (time !== undefined && time >= least && time <= LONGEST) return undefined;
  const most = least > 0 ? `of ${least}ms at least and 24 days at most` : 'of 24 days at most';
  return `a time such as '10s', '5m', '2h' or '1d', ${most}`;
}

/**
 * Milliseconds of a time.
 *
 * @param what takes it, for the message
 * @throws TypeError for what is not one
 */
export function readDuration(text: unknown, what: string): number {
  const wanted = wantedTime(text);
  if (wanted !== undefined) throw new TypeError(`${what} takes ${wanted}, not '${String(text)}'.`);
  return millisecondsOf(text)!;
}

/** What timers count with: 32 bits of milliseconds. */
export const LONGEST = 2 ** 31 - 1;
