import { BeforeRequest, Command, Controller, Get, type Blueprint } from 'phial';

import { findingsOf } from '../support/findings-of.js';

class Store {}

@Controller('/users')
class Users {
  @Get('/')
  index() {
    return [];
  }
}

const inItself: Blueprint & { blueprints: Blueprint[] } = { name: 'admin', blueprints: [] };
inItself.blueprints.push(inItself);

function found(...blueprints: unknown[]): string[] {
  return findingsOf({ blueprints: blueprints as Blueprint[] });
}

describe('The doctor, of blueprints,', () => {
  it.each<[unknown, string]>([
    [{ controllers: [Users] }, "blueprint: it has no name. Write letters, digits, - and _ alone: { name: 'admin' }."],
    [{ name: 'my admin' }, "its name is 'my admin'. Write letters, digits, - and _ alone: { name: 'admin' }."],
    [{ name: 'admin', prefx: '/admin' }, 'admin: prefx: a blueprint has no such member. There are name, prefix,'],
    [{ name: 'admin', prefix: 'admin' }, "admin: prefix: 'admin' has no leading slash. Write prefix: '/admin'."],
    [{ name: 'admin', prefix: '/<int:id>' }, "admin: prefix: '/<int:id>' has '<int:id>', which is fixed text here."],
    [{ name: 'admin', templates: '/nowhere' }, 'admin: templates: there is no folder /nowhere.'],
    [{ name: 'admin', static: '/nowhere' }, 'admin: static: there is no folder /nowhere.'],
    [
      { name: 'audit', static: '/app/node_modules/phial-audit/static' },
      "npm packs what the package.json of phial-audit lists: add 'static' to its files, and pack it again.",
    ],
    [{ name: 'admin', setup: true }, 'admin: setup: it is true. Write a function: setup(app) { ... }.'],
    [{ name: 'admin', controllers: ['Users'] }, "admin: controllers[0]: it is 'Users', not a class with routes."],
    [{ name: 'admin', services: [Store] }, 'admin: services[0]: it is the class Store, not an object of a class.'],
    [{ name: 'admin', plugins: ['cors'] }, "admin: plugins[0]: it is 'cors', not a Fastify plugin."],
    [{ name: 'admin', blueprints: [Users] }, 'admin: blueprints[0]: it is'],
    ['admin', "blueprints[0]: it is 'admin', not a blueprint. Write an object:"],
    [Users, "not a blueprint. Write an object: { name: 'admin', controllers: [Users] }."],
    [inItself, 'admin: blueprints[0]: it is the blueprint that it stands in. Take it out.'],
    [function login() {}, 'not a blueprint. Call it: login().'],
    [Promise.resolve({ name: 'login' }), 'not a blueprint. Await it: blueprints: [await login()].'],
  ])('finds what is wrong with %j', (blueprint, message) => {
    const messages = found(blueprint);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
    expect(messages[0]).not.toContain('undefined');
  });

  it("finds a command of the app that is named as a blueprint's", () => {
    class Seeds {
      @Command('seed', 'Fills it')
      seed() {}
    }
    class Own {
      @Command('shop:seed', 'Fills the shop')
      seed() {}
    }
    const shop = { name: 'shop', services: [new Seeds()] };
    expect(findingsOf({ services: [new Own()], blueprints: [shop] })).toEqual([
      "shop: Seeds.seed: its command 'shop:seed' is Own.seed already. Give one of them another name.",
    ]);
  });

  it('finds two of one name, also nested', () => {
    const shop = { name: 'shop', blueprints: [{ name: 'admin' }, { name: 'admin' }] };
    expect(found(shop)).toEqual([
      "shop.admin: two blueprints have this name. Give one of them another: { ...shop(), name: 'shop2' }.",
    ]);
    expect(found({ name: 'a' }, { name: 'a' })).toHaveLength(1);
    expect(found({ name: 'a', blueprints: [{ name: 'a' }] })).toEqual([]);
  });

  it('finds two of one name once, and not again for all that they have', () => {
    class Products {
      @Get('/')
      index() {
        return [];
      }

      @Command('export')
      export() {}
    }
    const shop = { name: 'shop', controllers: [Products] };
    expect(found(shop, { ...shop })).toHaveLength(1);
    expect(found(shop, { ...shop, prefix: '/outlet' })).toHaveLength(1);
  });

  it('begins what it finds of controllers with the name of their blueprint', () => {
    class Broken {
      @Get('index', { inject: [Store] })
      index(store: Store) {
        return store;
      }
    }
    expect(found({ name: 'shop', blueprints: [{ name: 'admin', controllers: [Broken] }] })).toEqual([
      expect.stringMatching(/^shop\.admin: Broken\.index: parameter 1 \(store\): nobody provides Store/),
      expect.stringMatching(/^shop\.admin: Broken\.index: its path 'index' has no leading slash/),
    ]);
  });

  it('names the list of the blueprint, not one of the app, that has what is wrong', () => {
    expect(found({ name: 'admin', controllers: [Store] })).toEqual([
      "admin: Store: it has no route, hook or error handler. Mark a method with @Route('/path'), or take the class out of the blueprint's list of controllers.",
    ]);
    expect(found({ name: 'admin', controllers: [Users, Users] })).toEqual([
      expect.stringContaining("admin: Users: the blueprint's list of controllers has it twice. Take one out."),
    ]);
    expect(found({ name: 'admin', controllers: Users, services: Store })).toEqual([
      'admin: controllers: it is no list. Write controllers: [Notes].',
      'admin: services: it is no list. Write services: [new NoteStore()].',
    ]);
    expect(found({ name: 'admin', services: [new Users()] })).toEqual([
      expect.stringContaining("Give the blueprint's list of controllers the class, or move the method"),
    ]);
  });

  it('does not begin so what it finds of the app itself', () => {
    const admin = { name: 'admin', controllers: [Users] };
    expect(findingsOf({ services: [Store], blueprints: [admin, 'shop' as never] })).toEqual([
      'services[0]: it is the class Store, not an object of a class. Write new Store(...).',
      expect.stringMatching(/^blueprints\[1\]: it is 'shop', not a blueprint/),
    ]);
  });

  it('finds a folder that would be looked for where the app runs, not where the blueprint lies', () => {
    expect(found({ name: 'admin', templates: 'spec', static: './spec' })).toEqual([
      "admin: templates: 'spec' is looked for where the app is started. Write templates: join(import.meta.dirname, 'spec').",
      "admin: static: './spec' is looked for where the app is started. Write static: join(import.meta.dirname, 'spec').",
    ]);
  });

  it('finds a scope of a blueprint where there is none', () => {
    class Hooks {
      @BeforeRequest({ scope: 'blueprint' })
      check() {}
    }
    expect(findingsOf({ controllers: [Hooks] })).toEqual([
      "Hooks.check: the scope of @BeforeRequest() is 'blueprint', and its controller is in none. Write { scope: 'app' }, or give the controller to a blueprint.",
    ]);
  });

  it('finds two handlers of one path in two blueprints', () => {
    expect(found({ name: 'a', controllers: [Users] }, { name: 'b', controllers: [Users] })).toEqual([
      expect.stringMatching(/^b: Users\.index: GET \/users\/ is served by Users\.index already/),
    ]);
  });
});
