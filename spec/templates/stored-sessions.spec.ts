import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createApp,
  ErrorHandler,
  Get,
  MemorySessionStore,
  Post,
  render,
  Request,
  Session,
  TemplateHelper,
} from 'phial';

class Pages {
  @Get('/')
  index() {
    return render('page');
  }

  @Get('/text')
  async text(request: Request) {
    return request.render('page');
  }

  @Get('/plain')
  plain() {
    return render('plain');
  }

  @Get('/helper')
  helper() {
    return render('helper');
  }

  @Get('/chosen')
  chosen() {
    return render('chosen', { part: 'part' });
  }

  @Post('/')
  save(session: Session) {
    session.set('user', 'Ada').flash('Saved');
    return 'saved';
  }

  @ErrorHandler(404, { scope: 'app' })
  missing() {
    return render('page');
  }

  @TemplateHelper()
  greet(session: Session) {
    return session.get('user', 'nobody');
  }
}

describe('A template that reads a session of a store', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-stored-'));
    mkdirSync(join(root, 'templates'));
    const templates = {
      layout: '{{#each (flashes)}}{{message}} {{/each}}{{> @partial-block}}',
      page: '{{#> layout}}page{{/layout}}',
      plain: 'plain',
      part: '{{session.user}}',
      helper: '{{greet}}',
      chosen: '{{> (lookup . "part")}}',
    };
    for (const [name, text] of Object.entries(templates)) writeFileSync(join(root, `templates/${name}.hbs`), text);
  });

  afterAll(() => rmSync(root, { recursive: true }));

  /** How often the store was asked, and a client who has saved something. */
  async function visitor() {
    const asked: string[] = [];
    class Store extends MemorySessionStore {
      override get(id: string) {
        asked.push(id);
        return super.get(id);
      }
    }
    const app = createApp({ controllers: [Pages], root, secretKey: 'x'.repeat(32), session: { store: new Store() } });
    const client = app.testClient();
    await client.post('/');
    asked.length = 0;
    return { client, asked };
  }

  it.each([
    ['/', 'Saved page'],
    ['/text', 'Saved page'],
    ['/nowhere', 'Saved page'],
    ['/helper', 'Ada'],
    ['/chosen', 'Ada'],
  ])('has it, though nothing else declares it: %s', async (path, text) => {
    const { client } = await visitor();
    expect((await client.get(path)).text).toBe(text);
  });

  it('is the only one that asks the store', async () => {
    const { client, asked } = await visitor();
    expect((await client.get('/plain')).text).toBe('plain');
    expect(asked).toEqual([]);
  });
});
