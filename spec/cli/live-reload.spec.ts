import type { Browser } from 'playwright-core';

import { describeWithChromium, startBrowser } from '../support/browser.js';
import { PATIENCE, Project } from '../support/project.js';

const APP = `
import { Controller, createApp, Get, render } from 'phial';

@Controller()
class Pages {
  @Get('/')
  index() {
    return render('index', { name: 'Ada' });
  }
}

export const app = createApp({ controllers: [Pages] });
`;
const page = (text: string): string =>
  `<!doctype html><title>Page</title><link rel="icon" href="data:,"><h1>${text}</h1>`;

describeWithChromium('A page that is open in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it(
    'shows what is written under phial run --debug: a template, and code',
    async () => {
      const project = new Project({ 'app.ts': APP, 'templates/index.hbs': page('Hello {{name}}') });
      const address = await project.start(['run', '--debug'], { env: { PHIAL_PORT: '0' } }).address();
      const tab = await browser.newPage();
      const heading = (text: string) => tab.locator('h1', { hasText: text }).waitFor({ timeout: PATIENCE });
      const listening = tab.waitForResponse(`${address}/__phial/live`);
      await tab.goto(address);
      await heading('Hello Ada');
      await listening;
      project.write({ 'templates/index.hbs': page('Moin {{name}}') });
      await heading('Moin Ada');
      project.write({ 'app.ts': APP.replace('Ada', 'Grace') });
      await heading('Moin Grace');
      await tab.close();
    },
    PATIENCE,
  );
});
