import { Controller, createApp, Get, Request, type Blueprint } from 'phial';

@Controller('/x')
class Page {
  @Get('')
  show(request: Request) {
    return request.urlFor(Page, 'show');
  }
}

@Controller('/y')
class Other {
  @Get('')
  link(request: Request) {
    return request.urlFor(Page, 'show');
  }
}

const inner: Blueprint = { name: 'c', prefix: '/c', controllers: [Page] };
const nested: Blueprint = { name: 'b', prefix: '/b', controllers: [Page, Other], blueprints: [inner] };

describe('urlFor() of a class that several blueprints have', () => {
  const app = createApp({ controllers: [Page, Other], blueprints: [nested], fastify: { logger: false } });

  it.each(['/x', '/b/x', '/b/c/x'])('is the one of the request at %s', async (path) => {
    expect((await app.testClient().get(path)).text).toBe(path);
  });

  it.each([
    ['/y', '/x'],
    ['/b/y', '/b/x'],
  ])('is at %s the one beside it, and not one further within', async (path, near) => {
    expect((await app.testClient().get(path)).text).toBe(near);
  });

  it("is outside a request the app's own", () => {
    expect(app.urlFor(Page, 'show')).toBe('/x');
  });
});
