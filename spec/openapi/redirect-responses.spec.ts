import { BeforeRequest, Controller, FromRequest, Get, redirect } from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';

const Note = z.object({ id: z.int() });

class User {
  static openapi = { responses: { 302: 'To the login page.' } };

  @FromRequest()
  static load() {
    return new User();
  }
}

@Controller('/notes')
class Notes {
  @Get('/mine', { response: Note })
  mine(_user: User) {
    return { id: 1 };
  }

  @Get('/cached', { response: Note, openapi: { responses: { 304: 'It has not changed.' } } })
  cached() {
    return { id: 1 };
  }

  @Get('/page', { openapi: { responses: { 304: 'It has not changed.' } } })
  page() {
    return 'A page.';
  }

  @Get('/moved', { openapi: { responses: { 308: 'To its new place.' } } })
  moved() {
    return redirect('/elsewhere');
  }
}

describe('A redirect in the responses', () => {
  it('of a factory leaves the response of success', async () => {
    const { responses } = (await documentOf([Notes])).paths['/notes/mine'].get;
    expect(Object.keys(responses)).toEqual(['200', '302', '4XX', '5XX']);
    expect(responses['200'].content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/NotesMineResponse' } },
    });
    expect(responses['302']).toEqual({ description: 'To the login page.' });
  });

  it('of a hook of the app leaves that of every route', async () => {
    class Login {
      @BeforeRequest({ scope: 'app' })
      check(_user: User) {}
    }
    const { responses } = (await documentOf([Login, Notes])).paths['/notes/page'].get;
    expect(Object.keys(responses)).toEqual(['200', '302', '304', '4XX', '5XX']);
  });

  it.each(['/notes/cached', '/notes/page'])('is not 304, which comes instead of a 200: %s', async (path) => {
    const { responses } = (await documentOf([Notes])).paths[path].get;
    expect(Object.keys(responses)).toEqual(['200', '304', '4XX', '5XX']);
  });

  it('is the success of a route that says so itself, and has no response schema', async () => {
    const { responses } = (await documentOf([Notes])).paths['/notes/moved'].get;
    expect(Object.keys(responses)).toEqual(['308', '4XX', '5XX']);
  });
});
