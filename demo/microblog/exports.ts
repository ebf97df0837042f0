import { App } from 'phial';
import { Job } from 'phial-jobs';

import { Database, PAGE_SIZE } from './database.js';
import { Mailer } from './mailer.js';
import { Posts, type Post } from './posts.js';
import { Users } from './users.js';

/** All posts of somebody in one file, which is made in the background. */
export interface Export {
  id: number;
  userId: number;
  /** Per cent. */
  progress: number;
  /** JSON, when it is done. */
  posts: string | null;
}

const EXPORT = 'SELECT id, user_id AS userId, progress, posts FROM export';

export class Exports {
  constructor(private readonly database: Database) {}

  find(id: number): Promise<Export | undefined> {
    return this.database.first(`${EXPORT} WHERE id = ?`, id);
  }

  latest(userId: number): Promise<Export | undefined> {
    return this.database.first(`${EXPORT} WHERE user_id = ? ORDER BY id DESC`, userId);
  }

  /** Gives the new export's id; nothing while another one is being made. One that takes longer than this has failed. */
  async add(userId: number): Promise<number | undefined> {
    const tenMinutesAgo = new Date(Date.now() - 10 * 60_000).toISOString();
    const insert = `INSERT INTO export (user_id) SELECT ?
      WHERE NOT EXISTS (SELECT 1 FROM export WHERE user_id = ? AND posts IS NULL AND created > ?) RETURNING id`;
    return (await this.database.first<{ id: number }>(insert, userId, userId, tenMinutesAgo))?.id;
  }

  @Job('export', { attempts: 3 })
  async make({ id }: { id: number }, posts: Posts, users: Users, mailer: Mailer, app: App): Promise<void> {
    const wanted = await this.find(id);
    const user = wanted && (await users.find(wanted.userId));
    // A job may run twice.
    if (!user || wanted.posts !== null) return;
    const all = await this.collect(id, user.id, posts);
    await this.database.change('UPDATE export SET progress = 100, posts = ? WHERE id = ?', JSON.stringify(all), id);
    const url = app.urlFor('web.exportPages.download', { id }, { external: true });
    const text = app.render('mail/export.txt', { user, count: all.length, url });
    await mailer.send({ to: user.mail, subject: 'Your posts', text });
  }

  /** Page by page, and tells how far it is. */
  private async collect(id: number, userId: number, posts: Posts): Promise<Post[]> {
    const all: Post[] = [];
    const total = await posts.count(userId);
    for (let page: number | false = 1; page !== false;) {
      const { items, older } = await posts.by(userId, page);
      all.push(...items);
      page = older;
      const progress = Math.min(99, Math.floor((all.length / Math.max(total, PAGE_SIZE)) * 100));
      await this.database.change('UPDATE export SET progress = ? WHERE id = ?', progress, id);
    }
    return all;
  }
}
