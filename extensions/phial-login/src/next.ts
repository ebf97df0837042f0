import type { Request, Session } from 'phial';

/** More is no page of an app, and in a URL, encoded, it may be three times as long. */
const LONGEST = 1000;

/** The page that a login leads back to, as the URL of a page of the login has it. Where it leads is looked at after the login. */
export function nextOf({ args }: Request): string | undefined {
  return args.get('next');
}

/**
 * The same for the URL of another page.
 *
 * @param variables those of the path that the login stands below: one of that name is no page
 */
export function withNext(variables: readonly string[], next: string | undefined): { next?: string } {
  return next === undefined || next.length > LONGEST || variables.includes('next') ? {} : { next };
}

/** Keeps it until the login, over a mail. Never for a GET: a stranger's sessions would fill the store. */
export function keepNext(request: Request, session: Session): void {
  const { next } = withNext([], nextOf(request));
  if (next !== undefined) session.set('next', next);
}
