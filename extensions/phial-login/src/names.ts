import type { Request } from 'phial';

import type { User } from './user-provider.js';

/** As long as a mail address may be. */
const LONGEST = 254;

/** Invisible signs, of which a name could have some to look like another's; databases refuse some of them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** What no URL could hold. */
const UNFIT = ['', '.', '..'];

/** The name that was typed. `ａｄａ` is `ada`: what looks the same is the same (RFC 8265 has it so, too). */
export function typedName(request: Request): string {
  return asName(request.form.get('username', ''));
}

export function asName(text: string): string {
  return text
    .slice(0, 10 * LONGEST)
    .normalize('NFKC')
    .trim();
}

/** Whether somebody may have a name. As a step of a path, as of `/people/ada`, no URL can hold a dot or two alone. */
export function isName(name: string): boolean {
  return !UNFIT.includes(name) && name.length <= LONGEST && !INVISIBLE.test(name);
}

/**
 * What somebody has most likely typed to log in, so that a browser keeps a new password beside the name that it knows; empty
 * when the app's users have no such member.
 */
export function likelyName(user: User & { username?: unknown; email?: unknown; name?: unknown }): string {
  return [user.username, user.email, user.name].find((one) => typeof one === 'string') ?? '';
}
