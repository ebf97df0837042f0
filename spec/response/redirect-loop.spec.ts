import { BeforeRequest, Controller, createApp, Get, redirect, Redirect, Request, Session } from 'phial';

import { loggedBy } from '../support/log-of.js';

async function warningsOf(
  path: string,
  guard: (request: Request, session: Session) => unknown,
  debug = true,
): Promise<string[]> {
  @Controller()
  class Pages {
    @BeforeRequest({ scope: 'app' })
    check(request: Request, session: Session): unknown {
      return guard(request, session);
    }

    @Get('/login')
    login() {
      return 'Who are you?';
    }
  }
  const { logger, entries } = loggedBy();
  const app = createApp({ controllers: [Pages], debug, secretKey: 'a key of this spec alone', fastify: { logger } });
  const client = app.testClient();
  for (let times = 0; times < 2; times++) await client.get(path);
  return entries.map(({ msg }) => msg);
}

describe('A page that is redirected to itself', () => {
  it.each([
    ['thrown', () => redirect('/login')],
    ['returned', () => new Redirect('/login')],
  ])('is told of once in debug mode: %s', async (_how, guard) => {
    expect(await warningsOf('/login', guard)).toEqual([
      "GET /login is redirected to itself, until the browser gives up. Redirect from elsewhere, or leave this page out in the hook that redirects: if (request.path !== '/login').",
    ]);
  });

  it('is told of once also where no route is', async () => {
    expect(await warningsOf('/gone', () => redirect('/gone'))).toHaveLength(1);
  });

  it.each<[string, string, (request: Request, session: Session) => unknown]>([
    ['another query', '/login', () => redirect('/login?next=/')],
    ['a changed session', '/login', (_request, session) => session.set('at', Date.now()) && redirect('/login')],
    ['another page', '/', () => redirect('/login')],
    ['the same path of another site', '/login', () => redirect('https://example.com/login')],
  ])('is not confused with %s', async (_what, path, guard) => {
    expect(await warningsOf(path, guard)).toEqual([]);
  });

  it('is not looked for without debug mode', async () => {
    expect(await warningsOf('/login', () => redirect('/login'), false)).toEqual([]);
  });
});
