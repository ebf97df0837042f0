import { whyNoJson } from '../plain/json-text.js';
import { watchfulReplacer } from '../response/inside-data.js';
import { mayBeLost } from '../response/lossy.js';
import type { Abort } from '../response/abort.js';
import type { Request } from '../request/request.js';

/** Members of a problem beside its own. */
type Members = Record<string, unknown>;

/** They may tell the type of the problem, and not another status. */
export function furtherMembers(extras: Abort['extras']): Members {
  const names = Object.keys(extras).filter((name) => !['title', 'status', 'detail'].includes(name));
  return Object.fromEntries(names.map((name) => [name, extras[name]]));
}

/**
 * Checks that they can be JSON: what JSON would lose is as wrong here as in what a handler returns.
 * Functions are left out: the issues of a schema have some.
 *
 * @throws TypeError that names the member, and says what to write instead
 */
export function checked(request: Request, status: number, members: Members): Members {
  for (const [name, value] of Object.entries(members)) {
    try {
      const member = { [name]: value };
      if (mayBeLost(member, JSON.stringify(member))) JSON.stringify(member, watchfulReplacer('', true));
    } catch (error) {
      throw new TypeError(
        `The member '${name}' of an Abort(${status}) of ${request.plan.who} cannot be JSON: ${whyNoJson(error)}`,
      );
    }
  }
  return members;
}
