import { FromRequest, Get, Request, Session, abort } from 'phial';
import type { Browser, Page } from 'playwright-core';

import { describeWithChromium, startBrowser } from '../support/browser.js';
import { quietApp } from '../support/quiet-app.js';

class TokenOwner {
  static openapi = { security: [{ token: [] }], responses: { 401: 'No token.' } };

  constructor(readonly name: string) {}

  @FromRequest()
  static load({ authorization }: Request) {
    return new TokenOwner(authorization?.token ?? abort(401, 'No token.'));
  }
}

class Notes {
  @Get('/api/mine')
  mine(session: Session) {
    return { of: session.get<string>('name') ?? abort(401) };
  }

  @Get('/api/token')
  token({ name }: TokenOwner) {
    return { of: name };
  }

  @Get('/login')
  login(session: Session) {
    session.set('name', 'Ada');
    return 'Welcome.';
  }
}

const app = quietApp([Notes], {
  secretKey: 'a key of some length',
  openapi: {
    info: { title: 'Notes', version: '1.0.0' },
    routes: '/api',
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  },
});

describeWithChromium('The page at /docs, in a browser', () => {
  let browser: Browser;
  let page: Page;
  let address: string;
  /** Where the page has asked. */
  const asked: string[] = [];

  beforeAll(async () => {
    address = await app.run({ port: 0 });
    browser = await startBrowser();
    page = await browser.newPage();
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${address}/docs`);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  /** What the page shows of an operation that is tried. */
  async function tried(path: string): Promise<string> {
    const block = page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) });
    if ((await block.locator('.execute').count()) === 0) {
      const button = block.locator('.try-out__btn');
      // The page closes what is opened before it has remembered the token.
      for (let tries = 0; tries < 3 && !(await button.isVisible()); tries++) {
        await block.locator('.opblock-summary-control').click();
        await button.waitFor({ timeout: 3000 }).catch(() => undefined);
      }
      await button.click();
    }
    const answered = page.waitForResponse((response) => response.url().endsWith(path));
    await block.locator('.execute').click();
    const status = String((await answered).status());
    await block.locator('.live-responses-table .response-col_status', { hasText: status }).last().waitFor();
    return block.locator('.live-responses-table').innerText();
  }

  it('tries an operation, and shows what is answered', async () => {
    expect(await tried('/api/mine')).toMatch(/401[^]*"title": "Unauthorized"/);
  });

  it("sends the cookies of the page's site", async () => {
    await page.evaluate('fetch("/login")');
    expect(await tried('/api/mine')).toMatch(/200[^]*"of": "Ada"/);
  });

  it('sends the token that was typed in, after another visit, too', async () => {
    expect(await tried('/api/token')).toMatch(/401[^]*No token\./);
    await page.locator('.scheme-container .authorize').click();
    await page.locator('.modal-ux input').fill('of-grace');
    await page.locator('.modal-ux .auth-btn-wrapper button.authorize').click();
    await page.locator('.modal-ux .btn-done').click();
    expect(await tried('/api/token')).toMatch(/200[^]*"of": "of-grace"/);
    await page.reload();
    await page.locator('.scheme-container .authorize.locked').waitFor();
    expect(await tried('/api/token')).toMatch(/200[^]*"of": "of-grace"/);
  });

  it.each([375, 1280])('is no wider than a window of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(widest).toBeLessThanOrEqual(width);
  });

  it('asks nobody but its own server', () => {
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((url) => !url.startsWith(address) && !url.startsWith('data:'))).toEqual([]);
  });
});
