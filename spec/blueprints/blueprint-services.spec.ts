import {
  BeforeRequest,
  Command,
  Controller,
  createApp,
  FromRequest,
  Get,
  marker,
  render,
  Request,
  TemplateHelper,
  type App,
  type Blueprint,
} from 'phial';

import { findingsOf } from '../support/findings-of.js';

class Greeting {
  constructor(readonly text: string) {}
}

class Guest {
  static made = 0;

  constructor(readonly welcome: string) {
    Guest.made += 1;
  }

  @FromRequest()
  static load(request: Request, greeting: Greeting) {
    return new this(`${greeting.text}, ${request.args.get('name', 'stranger')}`);
  }
}

const Noted = marker('Noted');

@Controller()
class Hall {
  constructor(private readonly greeting: Greeting) {}

  @BeforeRequest({ scope: 'blueprint' })
  meet(_guest: Guest) {}

  @Get('/')
  index(greeting: Greeting, guest: Guest) {
    return [this.greeting.text, greeting.text, guest.welcome];
  }

  @Command('greet')
  greet(greeting: Greeting) {
    return greeting.text;
  }

  @Noted()
  note(greeting: Greeting) {
    return greeting.text;
  }
}

/** An extension that is made with options of its own. */
function hall(name: string, text: string, more: Partial<Blueprint> = {}): Blueprint {
  return { name, prefix: `/${name}`, controllers: [Hall], services: [new Greeting(text)], ...more };
}

function appOf(blueprints: Blueprint[], more = {}): App {
  return createApp({ blueprints, fastify: { logger: false }, ...more });
}

describe('Services of one class that several blueprints bring', () => {
  const app = appOf([hall('one', 'Hello'), hall('two', 'Good day')]);
  const client = app.testClient();

  it('are for the parts of their own blueprint: constructors, handlers and factories', async () => {
    expect((await client.get('/one/?name=Ada')).json()).toEqual(['Hello', 'Hello', 'Hello, Ada']);
    expect((await client.get('/two/?name=Ada')).json()).toEqual(['Good day', 'Good day', 'Good day, Ada']);
  });

  it('are for its commands, and for what extensions call', async () => {
    expect((await app.runCommand(['two:greet'])).output).toBe('Good day\n');
    const notes = app.marked(Noted).map(({ bindAlone }) => bindAlone()());
    expect(await Promise.all(notes)).toEqual(['Hello', 'Good day']);
  });

  it('are for its template helpers', async () => {
    class Helpers {
      @TemplateHelper('greetingOfOne')
      greeting(greeting: Greeting) {
        return greeting.text;
      }
    }
    class Pages {
      @Get('/page')
      page() {
        return render('page');
      }
    }
    const blueprints = [
      hall('one', 'Hello', { controllers: [Helpers] }),
      hall('two', 'Good day', { controllers: [Pages], templates: `${import.meta.dirname}/../fixtures/greetings` }),
    ];
    expect((await appOf(blueprints).testClient().get('/two/page')).text).toBe('Hello\n');
  });

  it('are for blueprints in theirs, which get the innermost', async () => {
    const inner = hall('inner', 'Hi');
    const bare: Blueprint = { name: 'bare', prefix: '/bare', controllers: [Hall] };
    const nested = appOf([hall('one', 'Hello', { blueprints: [inner, bare] }), hall('two', 'Good day')]).testClient();
    expect((await nested.get('/one/inner/')).json()).toEqual(['Hi', 'Hi', 'Hi, stranger']);
    expect((await nested.get('/one/bare/')).json()).toEqual(['Hello', 'Hello', 'Hello, stranger']);
    expect((await nested.get('/one/')).json()).toEqual(['Hello', 'Hello', 'Hello, stranger']);
  });

  it('still give one object of a class to all that a request declares it in', async () => {
    Guest.made = 0;
    await client.get('/one/');
    expect(Guest.made).toBe(1);
    const nested = appOf([
      hall('one', 'Hello', { blueprints: [{ name: 'bare', prefix: '/bare', controllers: [Hall] }] }),
      hall('two', 'Good day'),
    ]);
    Guest.made = 0;
    await nested.testClient().get('/one/bare/');
    expect(Guest.made).toBe(1);
  });

  it('are shared with hooks of the app, as far as their factories take others', async () => {
    class Clock {
      static made = 0;

      @FromRequest()
      static read(_request: Request) {
        Clock.made += 1;
        return new Clock();
      }
    }
    class Watch {
      @BeforeRequest({ scope: 'app' })
      look(_clock: Clock) {}
    }
    class Times {
      @Get('/time')
      time(_clock: Clock) {
        return Clock.made;
      }
    }
    const timed = [hall('one', 'Hello', { controllers: [Times] }), hall('two', 'Good day')];
    expect(
      (
        await appOf(timed, { controllers: [Watch] })
          .testClient()
          .get('/one/time')
      ).json(),
    ).toBe(1);
  });

  it('of another blueprint or of the app are a finding that names both', () => {
    class Outside {
      @Get('/')
      index(greeting: Greeting) {
        return greeting.text;
      }
    }
    const blueprints = [hall('one', 'Hello'), hall('two', 'Good day')];
    expect(findingsOf({ blueprints, controllers: [Outside] })).toEqual([
      expect.stringContaining(
        'Outside.index: parameter 1 (greeting): 2 services are instances of Greeting: Greeting of one and Greeting of two. ',
      ),
    ]);
    expect(() => app.service(Greeting)).toThrow(
      'app.service(Greeting): 2 services are an instance of it, Greeting of one and Greeting of two. Give createApp({ services }) one.',
    );
  });

  it('are a finding outside as well of a factory that takes one', () => {
    class Outside {
      @Get('/')
      index(guest: Guest) {
        return guest.welcome;
      }
    }
    const blueprints = [hall('one', 'Hello'), hall('two', 'Good day')];
    expect(findingsOf({ blueprints, controllers: [Outside] })).toEqual([
      expect.stringMatching(
        /^Guest\.load: parameter 2 \(greeting\): 2 services are .*: Greeting of one and Greeting of two\./,
      ),
    ]);
  });

  it('give way to one of exactly the declared class', async () => {
    class Loud extends Greeting {}
    const blueprints = [hall('one', '', { services: [new Loud('HELLO')] }), hall('two', 'Good day')];
    expect((await appOf(blueprints).testClient().get('/one/')).json()).toContain('Good day');
  });
});
