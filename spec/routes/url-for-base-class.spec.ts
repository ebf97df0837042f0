import { Controller, createApp, Get, Post, Request, type Class } from 'phial';

abstract class Crud {
  @Get('/:id')
  show(id: number) {
    return id;
  }

  @Post('/')
  create(request: Request) {
    return request.urlFor(Crud, 'show', { id: 1 });
  }
}

@Controller('/books')
class Books extends Crud {}

@Controller('/films')
class Films extends Crud {}

@Controller('/links')
class Links {
  @Get('')
  link(request: Request) {
    return request.urlFor(Crud, 'show', { id: 2 });
  }
}

const appOf = (...controllers: Class[]) => createApp({ controllers, fastify: { logger: false } });

describe('urlFor() of a base class', () => {
  it.each(['/books', '/films'])('is in an inherited method the one of the controller that serves %s', async (path) => {
    const client = appOf(Books, Films).testClient();
    expect((await client.post(`${path}/`)).text).toBe(`${path}/1`);
  });

  it('is elsewhere the only controller that extends it', async () => {
    const app = appOf(Books, Links);
    expect((await app.testClient().get('/links')).text).toBe('/books/2');
    expect(app.urlFor(Crud, 'show', { id: 3 })).toBe('/books/3');
  });

  it('is of that controller the nearest, where blueprints have it', async () => {
    const blueprints = ['a', 'b'].map((name) => ({ name, prefix: `/${name}`, controllers: [Books, Links] }));
    const client = createApp({ blueprints }).testClient();
    expect((await client.get('/b/links')).text).toBe('/b/books/2');
  });

  it('is the class itself, where that is a controller', () => {
    expect(appOf(Crud, Books).urlFor(Crud, 'show', { id: 3 })).toBe('/3');
  });

  it('names those that extend it, where they are several', () => {
    expect(() => appOf(Books, Films).urlFor(Crud, 'show', { id: 1 })).toThrow(
      "urlFor(Crud, 'show'): Crud is no controller of this app, and several controllers extend it. Name one of them: Books or Films.",
    );
  });

  it('names itself, where none does', () => {
    expect(() => appOf(Links).urlFor(Crud, 'show', { id: 1 })).toThrow(
      "urlFor(Crud, 'show'): Crud is no controller of this app. Add it to createApp({ controllers }).",
    );
  });
});
