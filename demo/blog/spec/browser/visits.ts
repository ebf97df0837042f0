import type { App } from 'phial';
import type { BrowserContextOptions, LaunchOptions } from 'playwright-core';

import { leave, PASSWORD, Visitor as AnyVisitor, Visits as AnyVisits } from '../../../../spec/support/visits.js';

export { leave, PASSWORD };

/** Somebody who reads the blog, or writes it. */
export class Visitor extends AnyVisitor {
  async logIn(username: string, password = PASSWORD): Promise<void> {
    await this.goTo('/auth/login');
    await this.send({ Username: username, Password: password }, 'Log In');
  }

  async logOut(page = this.page): Promise<void> {
    await leave(page, () => page.getByRole('button', { name: 'Log Out' }).click());
  }

  async write(title: string, body = ''): Promise<void> {
    await this.goTo('/create');
    await this.send({ Title: title, Body: body }, 'Save');
  }
}

/** A browser for a blog, which listens. */
export class Visits extends AnyVisits<Visitor> {
  constructor(app: App, options: LaunchOptions = {}) {
    super(() => app.run({ port: 0 }), Visitor, options);
  }

  /** Somebody who has registered and logged in, without a look at those pages. */
  async user(username: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await this.visitor(options);
    const form = { username, password: PASSWORD };
    await visitor.post('/auth/register', form);
    await visitor.post('/auth/login', form);
    return visitor;
  }
}
