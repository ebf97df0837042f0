import { Abort, BeforeRequest, Route } from 'phial';

import { quietApp } from '../support/quiet-app.js';

describe('An Abort', () => {
  it('that a before-hook returns is its answer, as one that is thrown', async () => {
    class Notes {
      @BeforeRequest()
      refuse() {
        return new Abort(401) as never;
      }

      @Route('/')
      index() {
        return 'Hello';
      }
    }
    expect((await quietApp([Notes]).testClient().get('/')).status).toBe(401);
  });

  it('whose message is an object says where that belongs', () => {
    expect(() => new Abort(400, { error: 'x' } as never)).toThrow("write abort(400, 'What is wrong', { ... })");
  });
});
