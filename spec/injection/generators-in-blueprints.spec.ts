import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  Abort,
  abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  ErrorHandler,
  FromRequest,
  Get,
  redirect,
  render,
  TemplateHelper,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';

let steps: string[] = [];

class Transaction {
  @FromRequest()
  static async *open() {
    steps.push('open');
    try {
      yield new this();
      steps.push('commit');
    } catch (error) {
      steps.push(`roll back for ${(error as Error).message}`);
      throw error;
    }
  }
}

@Controller()
class Hooks {
  @BeforeRequest({ scope: 'blueprint' })
  before(_transaction: Transaction) {
    steps.push('before');
  }

  @AfterRequest({ scope: 'blueprint' })
  after() {
    steps.push('after');
  }

  @ErrorHandler(Error, { scope: 'blueprint' })
  broken(_error: Error, _transaction: Transaction) {
    steps.push('handler');
    return 'Sorry.';
  }

  @ErrorHandler(404, { scope: 'blueprint' })
  missing(error: Abort) {
    steps.push('handler');
    return error.message;
  }
}

@Controller('/orders')
class Orders {
  @Get('/')
  index(_transaction: Transaction) {
    return render('page');
  }

  @Get('/gone')
  gone() {
    abort(404, 'It is gone.');
  }

  @Get('/moved')
  moved() {
    redirect('/orders/');
  }

  @TemplateHelper()
  total() {
    throw new Error('no total');
  }
}

describe('A generator factory that a hook of a blueprint declares', () => {
  const root = mkdtempSync(join(tmpdir(), 'phial-generators-'));
  writeFileSync(join(root, 'page.hbs'), '{{total}}');
  const blueprints = [
    { name: 'shop', prefix: '/shop', controllers: [Hooks], blueprints: [{ name: 'desk', controllers: [Orders] }] },
  ];
  const client = quietApp([], { root, templates: root, blueprints }).testClient();

  beforeEach(() => {
    steps = [];
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['/shop/orders/moved', 302, ['open', 'before', 'commit', 'after']],
    ['/shop/orders/gone', 404, ['open', 'before', 'roll back for It is gone.', 'handler', 'after']],
    ['/shop/orders/nowhere', 404, ['open', 'before', 'roll back for Not Found', 'handler', 'after']],
  ])('ends before error handlers and after-hooks: %s', async (path, status, expected) => {
    expect((await client.get(path)).status).toBe(status);
    expect(steps).toEqual(expected);
  });

  it('hears of a template that fails, and is what the error handler gets', async () => {
    expect((await client.get('/shop/orders/')).text).toBe('Sorry.');
    expect(steps).toEqual(['open', 'before', expect.stringMatching(/^roll back for .*no total$/), 'handler', 'after']);
  });
});
