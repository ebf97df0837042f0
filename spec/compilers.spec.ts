import {
  App,
  BeforeRequest,
  Controller,
  createApp,
  Delete,
  ErrorHandler,
  FromRequest,
  Get,
  marker,
  Request,
  Route,
  Session,
  TemplateHelper,
} from 'phial';

import { findingsOf } from './support/findings-of.js';

// What compilers write down of a parameter's type, or do not: simulated, since the compiler of the specs writes all.

/** A controller whose method `show(request)` is decorated as a compiler would that wrote these types, or none. */
function controllerOf(
  types: unknown[] | undefined,
  show: (...args: never[]) => unknown = function show(request: unknown) {
    return request;
  },
) {
  class Notes {}
  const descriptor = { value: show, configurable: true, writable: true };
  Object.defineProperty(Notes.prototype, 'show', descriptor);
  if (types !== undefined) Reflect.defineMetadata('design:paramtypes', types, Notes.prototype, 'show');
  (Route('/') as MethodDecorator)(Notes.prototype, 'show', descriptor);
  return Notes;
}

function findingOf(types: unknown[] | undefined, show?: (...args: never[]) => unknown): string {
  return findingsOf({ controllers: [controllerOf(types, show)] }).join('\n');
}

describe('A type that a compiler lost', () => {
  it('is Function for tsc when its class was imported as a type', () => {
    expect(findingOf([Function])).toBe(
      "Notes.show: parameter 1 (request): its type reached JavaScript as Function, which nothing can fill. Write import { Request } from 'phial', without the word 'type', and switch off lint rules that add it (consistent-type-imports).",
    );
  });

  it('is Object for oxc when its class was imported as a type, and for all when it is an interface or a union', () => {
    expect(findingOf([Object], (_store: unknown) => '')).toBe(
      'Notes.show: parameter 1 (_store): its type reached JavaScript as Object, which nothing can fill. ' +
        'Declare its type: one class, or a string or number. An interface, a type of another name, a union (also with null) and any are gone in JavaScript, and a default value declares none (page: number = 1 does). ' +
        'If it is a class, import it with import { ... }, not import type { ... }.',
    );
  });

  it('is undefined in a circle of imports', () => {
    expect(findingOf([undefined], (_store: unknown) => '')).toBe(
      'Notes.show: parameter 1 (_store): its type reached JavaScript as undefined, which nothing can fill. ' +
        'Declare its type: a default value declares none, page: number = 1 does. If a class is declared, its module was not ready yet: in a circle of imports, let the modules import each other in one direction.',
    );
  });

  it('is the global Request for swc when its class was imported as a type, and for all when it was not imported', () => {
    expect(findingOf([globalThis.Request])).toBe(
      "Notes.show: parameter 1 (request): its type is the global Request of fetch(), not Phial's. Write import { Request } from 'phial', without the word 'type'.",
    );
  });

  it('is the global Response just so', () => {
    expect(findingOf([globalThis.Response])).toContain(
      "the global Response of fetch(), not Phial's. Write import { Response } from 'phial'",
    );
  });

  it("is another of JavaScript's own classes for a name that is one of them", () => {
    expect(findingOf([Event], (_event: unknown) => '')).toBe(
      "Notes.show: parameter 1 (_event): nobody provides JavaScript's own Event. If you have a class of that name, import it with import { Event }, without the word 'type'. If not, make one.",
    );
  });

  it.each([
    [Array, 'A list or a rest parameter is not filled: declare a class that holds the list, or read request.params.'],
    [Promise, 'Declare the class itself: what factories make is awaited.'],
    [Date, 'Take a string from the path, and convert it.'],
    [Headers, 'Read request.headers, or declare a class that extends Headers(schema) of phial.'],
    [FormData, 'Read request.form and request.files, or declare a class that extends Form(schema).'],
    [File, "Read request.files.require('picture'), an UploadedFile."],
    [Blob, "Read request.files.require('picture'), an UploadedFile; request.bytes is the whole body."],
    [Buffer, 'Read request.bytes, the whole body.'],
    [Uint8Array, 'Read request.bytes, the whole body.'],
    [URL, 'Write new URL(request.url).'],
    [URLSearchParams, 'Read request.args, or declare a class that extends Query(schema).'],
    [
      AbortSignal,
      "Make one: const gone = new AbortController(); request.environ.reply.raw.once('close', () => gone.abort()).",
    ],
  ])('may be no class to inject: %p', (type, cure) => {
    expect(findingOf([type])).toContain(cure);
  });

  it('may belong to another package, or to a second copy of Phial', () => {
    const Other = { Session: class Session {} };
    expect(findingOf([Other.Session])).toBe(
      "Notes.show: parameter 1 (request): its type is a class Session that is not Phial's. Write import { Session } from 'phial'. If it stands there, two copies of Phial are installed: npm ls phial.",
    );
  });

  it.each([
    ['Symbol()', Symbol()],
    ['null', null],
    ["'NoteStore'", 'NoteStore'],
    ['[Object: null prototype] {}', Object.create(null)],
  ])('is told when it is %s', (text, type) => {
    expect(findingOf([type])).toContain(`its type reached JavaScript as ${text}, which nothing can fill.`);
  });

  it('is the enum itself for oxc and swc when it was imported', () => {
    const Direction = { Up: 'UP' };
    expect(findingOf([Direction])).toContain(
      "reached JavaScript as { Up: 'UP' }, which nothing can fill. If it is an enum of another file, write string or number instead.",
    );
  });

  it('is told of each parameter, with its number', () => {
    const findings = findingOf([Request, Object, Function], (request: unknown, store: unknown, session: unknown) => [
      request,
      store,
      session,
    ]);
    expect(findings.split('\n')).toEqual([
      expect.stringContaining('parameter 2 (store): its type reached JavaScript as Object'),
      expect.stringContaining(
        "parameter 3 (session): its type reached JavaScript as Function, which nothing can fill. Write import { Session } from 'phial'",
      ),
    ]);
  });
});

describe('Metadata that no compiler wrote', () => {
  it('is missing, with its cures', () => {
    expect(findingOf(undefined)).toBe(
      'Notes.show: the type of parameter 1 (request) is not known, because the compiler wrote no metadata. ' +
        'tsx, esbuild and Vitest before 4 never do: use phial run, node --import phial/register app.ts, or Vitest 4. ' +
        'tsc and swc do with "experimentalDecorators" and "emitDecoratorMetadata". Or list the types by hand: { inject: [...] } in the decorator, static inject = [...] for a constructor.',
    );
  });

  it('is missing for all parameters of a method at once', () => {
    expect(findingOf(undefined, (id: unknown, request: unknown) => [id, request])).toContain(
      'the types of parameters 1 (id) and 2 (request) are not known',
    );
  });

  it('is missing for parameters with a default, where the length of a function ends', () => {
    expect(findingOf(undefined, (page = 1) => page)).toContain('the type of parameter 1 (page) is not known');
    expect(
      findingOf(undefined, (id: unknown, page = ')', sort: unknown = { by: [1, 2] }) => [id, page, sort]),
    ).toContain('the types of parameters 1 (id), 2 (page) and 3 (sort) are not known');
  });

  it('is not missed by a method without parameters', () => {
    expect(findingOf(undefined, () => 'Hello')).toBe('');
  });

  it('is not missed by a function that another decorator put around the method', () => {
    expect(findingOf(undefined, (...args: unknown[]) => args)).toBe('');
  });

  it('is not needed where inject lists the types', async () => {
    class Notes {
      show(id: unknown) {
        return { id };
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Notes.prototype, 'show')!;
    (Route('/:id', ['GET'], { inject: [Number] }) as MethodDecorator)(Notes.prototype, 'show', descriptor);
    expect(
      (
        await createApp({ controllers: [Notes] })
          .testClient()
          .get('/3')
      ).json(),
    ).toEqual({ id: 3 });
  });

  it('is missing for a constructor', () => {
    class Notes {
      constructor(readonly store: unknown) {}

      show() {
        return this.store;
      }
    }
    (Route('/') as MethodDecorator)(Notes.prototype, 'show', Object.getOwnPropertyDescriptor(Notes.prototype, 'show')!);
    Reflect.deleteMetadata('design:paramtypes', Notes.prototype, 'show');
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      expect.stringMatching(
        /^Notes: the type of parameter 1 \(store\) is not known, .* static inject = \[\.\.\.\] for a constructor\.$/,
      ),
    ]);
  });

  it('is told with one cure for all methods', () => {
    class Notes {
      index(request: unknown) {
        return request;
      }

      show(id: unknown) {
        return id;
      }
    }
    for (const method of ['index', 'show'] as const) {
      (Route(`/${method}`) as MethodDecorator)(
        Notes.prototype,
        method,
        Object.getOwnPropertyDescriptor(Notes.prototype, method)!,
      );
    }
    expect(() => createApp({ controllers: [Notes] })).toThrow(
      /1\. Notes\.index: .*\n {5}tsx, esbuild .*\n {2}2\. Notes\.show: .*\n {5}As in 1\. \(PH101\)$/,
    );
  });
});

describe('A list of types by hand', () => {
  function injecting(inject: unknown, show: (...args: never[]) => unknown) {
    class Notes {}
    const descriptor = { value: show, configurable: true };
    Object.defineProperty(Notes.prototype, 'show', descriptor);
    (Route('/:id/:title', ['GET'], { inject: inject as never }) as MethodDecorator)(
      Notes.prototype,
      'show',
      descriptor,
    );
    return findingsOf({ controllers: [Notes] });
  }

  it('has a type for each parameter', () => {
    expect(injecting([Number], (id: unknown, request: unknown, page = 1) => [id, request, page])[0]).toBe(
      'Notes.show: the type of parameter 2 (request) is not known: there is 1 type for 3 parameters. List the type of each parameter, in order: { inject: [...] }.',
    );
  });

  it('wins over what the compiler wrote', async () => {
    class Notes {
      @Route('/:id', ['GET'], { inject: [String] })
      show(id: number) {
        return typeof id;
      }
    }
    expect(
      (
        await createApp({ controllers: [Notes] })
          .testClient()
          .get('/3')
      ).text,
    ).toBe('string');
  });

  it('may be one type', () => {
    expect(injecting(Request, (request: unknown) => request)).toEqual([]);
  });
});

describe('A decorator', () => {
  const context = { kind: 'method', name: 'show', static: false };

  it.each([
    ['@Route()', () => (Route('/') as unknown as (method: unknown, context: unknown) => void)(() => '', context)],
    [
      '@BeforeRequest()',
      () => (BeforeRequest() as unknown as (method: unknown, context: unknown) => void)(() => '', context),
    ],
    [
      '@Controller()',
      () =>
        (Controller() as unknown as (type: unknown, context: unknown) => void)(class {}, {
          kind: 'class',
          name: 'show',
        }),
    ],
  ])('says that it was compiled as one of ECMAScript: %s', (name, decorate) => {
    expect(decorate)
      .toThrow(`show: ${name} was compiled as a decorator of ECMAScript, which cannot see the types of parameters
     Set "experimentalDecorators" and "emitDecoratorMetadata" to true in tsconfig.json.`);
  });

  class Notes {
    show() {
      return '';
    }
  }
  const bare =
    (decorator: unknown, target: object = Notes.prototype): (() => void) =>
    () =>
      (decorator as MethodDecorator)(target, 'show', {});

  it.each([
    ['@BeforeRequest', bare(BeforeRequest), 'Write @BeforeRequest().'],
    ['@FromRequest', bare(FromRequest, Notes), 'Write @FromRequest().'],
    ['@Route', bare(Route), "Write @Route('/path')."],
    ['@Get', bare(Get), "Write @Get('/path')."],
    ['@Delete', bare(Delete), "Write @Delete('/path')."],
    ['@TemplateHelper', bare(TemplateHelper), 'Write @TemplateHelper().'],
    ['@ErrorHandler', bare(ErrorHandler), 'Write @ErrorHandler(404) or @ErrorHandler(SomeError).'],
    ['@ErrorHandler', bare(ErrorHandler, Notes), 'Write @ErrorHandler(404) or @ErrorHandler(SomeError).'],
    ['@Socket', bare(marker('Socket')), 'Write @Socket().'],
  ])('says that it stands there without brackets: %s', (name, decorate, cure) => {
    expect(decorate).toThrow(`Notes.show: ${name} stands there without brackets\n     ${cure}`);
  });

  it('says the same of a class', () => {
    expect(() => (Controller as (type: unknown) => void)(Notes)).toThrow(
      'Notes: @Controller stands there without brackets\n     Write @Controller().',
    );
  });
});

describe('The classes of Phial', () => {
  it.each([Request, Session, App])('are values, so that compilers can write them down: %p', (type) => {
    expect(typeof type).toBe('function');
  });
});
