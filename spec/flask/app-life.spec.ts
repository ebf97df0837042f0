import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  BeforeRequest,
  ContextProcessor,
  FromRequest,
  Get,
  OnStart,
  OnStop,
  Request,
  TeardownRequest,
  TemplateHelper,
  render,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

describe("Of Flask's contexts, context processors and first requests,", () => {
  // What a request has opened is disposed of after its teardown hooks: DESIGN §1.
  it('teardown_appcontext: what a factory opened is disposed of last', async () => {
    const steps: string[] = [];
    class Connection {
      @FromRequest()
      static open() {
        return new Connection();
      }

      [Symbol.dispose]() {
        steps.push('closed');
      }
    }
    class Pages {
      @Get('/')
      index(connection: Connection) {
        return String(connection instanceof Connection);
      }

      @TeardownRequest()
      tell() {
        steps.push('teardown');
      }
    }
    await quietApp([Pages]).testClient().get('/');
    await until(() => steps.length === 2);
    expect(steps).toEqual(['teardown', 'closed']);
  });

  describe('in templates,', () => {
    let root: string;

    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'phial-flask-'));
      mkdirSync(join(root, 'templates'));
      writeFileSync(join(root, 'templates/page.hbs'), '{{site}} {{title}} {{loud title}}');
    });

    afterAll(() => rmSync(root, { recursive: true }));

    class Shared {
      @ContextProcessor()
      values() {
        return { site: 'Notes', title: 'Untitled' };
      }

      @TemplateHelper()
      loud(text: string) {
        return text.toUpperCase();
      }
    }

    class Pages {
      @Get('/')
      index() {
        return render('page', { title: 'Milk' });
      }
    }

    it('context_processor: gives values to every template, and those of render() win', async () => {
      expect((await quietApp([Shared, Pages], { root }).testClient().get('/')).text).toBe('Notes Milk MILK');
    });

    it('app_context_processor: of a blueprint, for the whole app', async () => {
      const blueprints = [{ name: 'shared', controllers: [Shared] }];
      expect((await quietApp([Pages], { root, blueprints }).testClient().get('/')).text).toBe('Notes Milk MILK');
    });
  });

  // DESIGN §1: what a method needs is a parameter, there are no globals. `request.state` is Flask's `g`.
  it('g, current_app, request, session: parameters, and request.state', async () => {
    class Pages {
      @BeforeRequest()
      note(request: Request) {
        request.state['name'] = 'Ada';
      }

      @Get('/')
      index(request: Request) {
        return request.state['name'];
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).text).toBe('Ada');
  });

  it('before_first_request: @OnStart() runs once before, @OnStop() at the end', async () => {
    const steps: string[] = [];
    class Pages {
      @OnStart()
      start() {
        steps.push('start');
      }

      @OnStop()
      stop() {
        steps.push('stop');
      }

      @Get('/')
      index() {
        steps.push('request');
        return '';
      }
    }
    const app = quietApp([Pages]);
    await app.testClient().get('/');
    await app.close();
    expect(steps).toEqual(['start', 'request', 'stop']);
  });
});
