import { BeforeRequest, ErrorHandler, FromRequest, Get, OnStart, Post, Route } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { warningsOf } from '../support/warnings-of.js';

describe('An entry of controllers', () => {
  it('is not a promise', () => {
    expect(findingsOf({ controllers: [Promise.resolve(class Notes {})] as never })).toEqual([
      'controllers[0]: it is a promise, not a class with routes. Await it first: a module that is imported so has the class as a member.',
    ]);
  });
});

describe('An entry of services', () => {
  it('is not a promise', () => {
    expect(findingsOf({ services: [Promise.resolve(new Date())] })).toEqual([
      'services[0]: it is a promise. Await it first: services: [await connect()].',
    ]);
  });

  it('is not a list', () => {
    expect(findingsOf({ services: [[new Date()]] })).toEqual([
      'services[0]: it is a list, not an object of a class. List the objects themselves: services: [new NoteStore(), new Users()].',
    ]);
  });

  it.each([
    ['@Route()', Route('/')],
    ['@BeforeRequest()', BeforeRequest({ scope: 'app' })],
    ['@ErrorHandler()', ErrorHandler(404, { scope: 'app' })],
  ])('has no %s', (decorator, mark) => {
    class Store {
      @mark
      index() {}
    }
    expect(findingsOf({ services: [new Store()] })).toEqual([
      `Store.index: ${decorator} stands in a service, which serves no requests. Give createApp({ controllers }) the class, or move the method to a controller, and take Store there as a parameter of its constructor.`,
    ]);
  });

  it('may have methods that run with the app, and a factory', () => {
    class Store {
      @FromRequest()
      static load() {
        return new Store();
      }

      @OnStart()
      open() {}
    }
    expect(findingsOf({ services: [new Store()] })).toEqual([]);
  });
});

describe('A service of fields alone, in a handler', () => {
  class NewNote {
    text = '';
    tags: string[] = [];
  }

  class Notes {
    @Post('/')
    create(note: NewNote) {
      return note;
    }
  }

  it('is warned of: it may be meant to be the body', () => {
    expect(warningsOf({ controllers: [Notes], services: [new NewNote()] })).toEqual([
      'Notes.create: parameter 1 (note): each request gets the one NewNote of createApp({ services }), which has fields and no method. If it is a body or a query, write class NewNote extends Json(schema) {}, Form(schema) or Query(schema); settings belong into createApp({ config }). (PH118)',
    ]);
  });

  it('is not warned of with a method, with an object inside, or in a constructor', () => {
    class Store {
      text = '';
      find() {
        return this.text;
      }
    }

    class Clients {
      client = new Map();
    }

    class Pages {
      constructor(readonly note: NewNote) {}

      @Get('/')
      index(store: Store, clients: Clients) {
        return [store.text, clients.client.size];
      }
    }
    Reflect.defineMetadata('design:paramtypes', [NewNote], Pages);
    expect(warningsOf({ controllers: [Pages], services: [new NewNote(), new Store(), new Clients()] })).toEqual([]);
  });
});
