import { ContextProcessor, Controller, Get } from 'phial';
import { Visitor } from 'phial-login';

import { Exports } from './exports.js';
import { Member } from './member.js';
import { Messages } from './messages.js';
import type { User } from './users.js';

/** What static/news.js asks for, again and again. */
@Controller('/notifications')
export class Notifications {
  constructor(
    private readonly messages: Messages,
    private readonly exports: Exports,
  ) {}

  @Get('')
  async news({ id }: Member) {
    const latest = await this.exports.latest(id);
    return { unread: await this.messages.unread(id), progress: latest?.progress ?? null };
  }

  /** The badge is right at once, too, and without a script. */
  @ContextProcessor()
  async badge({ user }: Visitor<User>) {
    return { unread: user && (await this.messages.unread(user.id)) };
  }
}
