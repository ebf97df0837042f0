import { Get, Request, Route, Session } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

const secretKey = 'a long and random key, of which nobody knows';

describe('What does nothing', () => {
  it('is warned of where a method is named and not called', () => {
    class Notes {
      @Get('/')
      index(session: Session) {
        // eslint-disable-next-line @typescript-eslint/no-unused-expressions, @typescript-eslint/unbound-method -- the mistake
        session.clear;
        return 'Bye.';
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([
      'Notes.index: it names session.clear and does not call it. Write session.clear(). (PH719)',
    ]);
  });

  it('is warned of where a method is awaited and not called, or its value thrown away', () => {
    class Notes {
      @Get('/')
      async index(session: Session) {
        // eslint-disable-next-line @typescript-eslint/await-thenable, @typescript-eslint/unbound-method -- the mistake
        await session.clear;
        return 'Bye.';
      }

      @Get('/anew')
      anew(session: Session) {
        // eslint-disable-next-line @typescript-eslint/no-meaningless-void-operator, @typescript-eslint/unbound-method -- the mistake
        void session.regenerate;
        return 'Anew.';
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([
      'Notes.index: it names session.clear and does not call it. Write session.clear(). (PH719)',
      'Notes.anew: it names session.regenerate and does not call it. Write session.regenerate(). (PH719)',
    ]);
  });

  it('is warned of where a method of HTTP is compared in small letters', () => {
    class Notes {
      @Route('/', ['GET', 'POST'])
      index(request: Request) {
        return (request.method as string) === 'post' ? 'Saved' : 'Form';
      }

      @Route('/switch', ['GET', 'POST'])
      choose(request: Request) {
        switch (request.method as string) {
          case 'Delete':
            return 'Gone';
          default:
            return 'Form';
        }
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      "Notes.index: it compares request.method with 'post', and methods are written in capitals. Write 'POST'. (PH720)",
      "Notes.choose: it compares request.method with 'Delete', and methods are written in capitals. Write 'DELETE'. (PH720)",
    ]);
  });

  it('is warned of where flash() is asked for messages', () => {
    class Notes {
      @Get('/')
      index(request: Request) {
        const errors = request.session.flash('error') as unknown;
        return { errors };
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([
      "Notes.index: it asks request.session.flash() for messages, and that adds one. Write request.session.flashes({ category: 'error' }). (PH721)",
    ]);
  });

  it('is not what calls, compares in capitals and adds messages', () => {
    class Notes {
      @Get('/')
      index(request: Request, session: Session) {
        session.clear();
        session.flash('Bye.');
        const add = () => session.flash('Gone.');
        add();
        return request.method === 'GET' ? 'a' : request.headers.get('x-method') === 'post' ? 'b' : 'c';
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([]);
  });
});
