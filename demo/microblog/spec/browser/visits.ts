import type { App } from 'phial';

import { PASSWORD, Visitor, Visits as AnyVisits } from '../../../../spec/support/visits.js';

/** A browser for a microblog, which listens. */
export class Visits extends AnyVisits {
  constructor(app: App) {
    super(() => app.run({ port: 0 }), Visitor);
  }

  /** Somebody who has registered and logged in, without a look at those pages. */
  async member(username: string): Promise<Visitor> {
    const visitor = await this.visitor();
    const form = { username, password: PASSWORD };
    await visitor.post('/account/register', { ...form, mail: 'somebody@example.com' });
    await visitor.post('/account/login', form);
    return visitor;
  }
}
