import { Controller, Get, Request, type Blueprint } from 'phial';
import { quietApp } from '../support/quiet-app.js';

@Controller('/:section')
class Pages {
  @Get('/here')
  here(request: Request) {
    return [
      request.urlFor('.here'),
      request.urlFor('team.admin.pages.here', { section: 'b' }),
      request.urlFor('team.home.index'),
      request.urlFor('site.index'),
    ];
  }
}

@Controller()
class Home {
  @Get('/')
  index(request: Request) {
    return request.urlFor('team.admin.pages.here', { section: 'b' });
  }
}

@Controller('/:lang')
class Site {
  @Get('/')
  index() {
    return '';
  }
}

describe('A variable of a shared prefix', () => {
  const team: Blueprint = {
    name: 'team',
    prefix: '/:lang/teams/:team',
    controllers: [Home],
    blueprints: [{ name: 'admin', prefix: '/admin', controllers: [Pages] }],
  };
  const client = quietApp([Site], { blueprints: [team] }).testClient();

  it('is carried over from blueprints and their controllers, by its name', async () => {
    expect((await client.get('/de/teams/7/admin/a/here')).json()).toEqual([
      '/de/teams/7/admin/a/here',
      '/de/teams/7/admin/b/here',
      '/de/teams/7/',
      '/de/',
    ]);
  });

  it('is carried over to a nested blueprint', async () => {
    expect((await client.get('/de/teams/7/')).text).toBe('/de/teams/7/admin/b/here');
  });

  it('may be of a class with fromPath(), and is carried over as it was sent', async () => {
    class Language {
      constructor(readonly code: string) {}

      static fromPath(text: string) {
        return text === 'xx' ? undefined : new this(text);
      }

      toPath() {
        return this.code;
      }
    }

    class Shelf {
      @Get('')
      index(language: Language, request: Request) {
        return [language.code, request.urlFor('.index'), request.urlFor('.index', { language: new Language('en') })];
      }
    }
    const shop: Blueprint = { name: 'shop', prefix: '/:language', controllers: [Shelf] };
    const visitor = quietApp([], { blueprints: [shop] }).testClient();
    expect((await visitor.get('/a%20b')).json()).toEqual(['a b', '/a%20b', '/en']);
    expect((await visitor.get('/xx')).status).toBe(404);
  });
});
