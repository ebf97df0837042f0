import type { Browser, BrowserContextOptions, LaunchOptions, Page } from 'playwright-core';

import { startBrowser } from './browser.js';

/** Somebody with a browser window of their own, and what it complained of. */
export class Visitor {
  /** Statuses that a spec asks for: a browser complains of them, too. */
  readonly meant: number[] = [];
  readonly #complaints: string[] = [];

  constructor(
    readonly page: Page,
    readonly address: string,
  ) {
    this.watch(page);
  }

  /** All that a page says which no visitor should cause, whatever its level. */
  watch(page: Page): void {
    page.on('console', (message) => this.#complaints.push(message.text()));
    page.on('pageerror', (error) => this.#complaints.push(error.message));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // An icon that is still on its way when the visitor goes on.
      if (!reason.endsWith('ERR_ABORTED')) this.#complaints.push(`${request.url()}: ${reason}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.#complaints.push(`${response.url()}: a status of ${response.status()} ()`);
    });
  }

  get complaints(): string[] {
    return this.#complaints.filter((text) => !this.meant.some((status) => text.includes(`a status of ${status} (`)));
  }

  /** A second tab of the same window: it has the same cookies. */
  async tab(): Promise<Page> {
    const page = await this.page.context().newPage();
    this.watch(page);
    return page;
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.address + path);
  }

  /** Sends a form without a look at its page. */
  async post(path: string, form: Record<string, string>): Promise<void> {
    await this.page.context().request.post(this.address + path, { form });
  }

  /** Where the page is, without the address of the server. */
  get path(): string {
    return this.page.url().slice(this.address.length);
  }

  async heading(): Promise<string> {
    return this.page.locator('h1').innerText();
  }

  async flashes(): Promise<string[]> {
    return this.page.locator('.flash').allInnerTexts();
  }

  /** Fills in the fields of the page's form by their labels, and presses its button. */
  async send(fields: Record<string, string>, button: string): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await this.page.getByLabel(label, { exact: true }).fill(value);
    await this.press(button);
  }

  /** Has the browser leave all checks of forms to the server, as old ones do, and programs. */
  async trustTheServer(): Promise<void> {
    await this.page.evaluate('for (const form of document.forms) form.noValidate = true');
  }

  /** Presses a button, and waits for the page that it leads to: a click alone is over before. */
  async press(button: string): Promise<void> {
    await leave(this.page, () => this.page.getByRole('main').getByRole('button', { name: button }).click());
  }
}

export const PASSWORD = 'open sesame';

/** Does what leads to another page, and waits until that is there. */
export async function leave(page: Page, act: () => Promise<unknown>): Promise<void> {
  const loaded = page.waitForEvent('load');
  await act();
  await loaded;
}

/** A browser for an app. It is gone after the last spec, and each spec's visitors after it, without complaints. */
export class Visits<Kind extends Visitor = Visitor> {
  readonly #visitors: Visitor[] = [];
  #address = '';
  #browser!: Browser;

  /** `start` has the app listen, and tells where. */
  constructor(
    start: () => Promise<string>,
    private readonly kind: new (page: Page, address: string) => Kind,
    options: LaunchOptions = {},
  ) {
    beforeAll(async () => {
      this.#address = await start();
      this.#browser = await startBrowser(options);
    });
    afterEach(async () => {
      const visitors = this.#visitors.splice(0);
      await Promise.all(visitors.map(({ page }) => page.context().close()));
      expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
    });
    afterAll(() => this.#browser.close());
  }

  /** Somebody who has not been here before. */
  async visitor(options: BrowserContextOptions = {}): Promise<Kind> {
    const context = await this.#browser.newContext(options);
    const visitor = new this.kind(await context.newPage(), this.#address);
    this.#visitors.push(visitor);
    return visitor;
  }
}
