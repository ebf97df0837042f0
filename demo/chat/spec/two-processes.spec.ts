import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';

import { describeWithChromium, startBrowser } from '../../../spec/support/browser.js';
import { PATIENCE, Project, type Command } from '../../../spec/support/project.js';
import { describeWithRedis, startRedis, type RedisServer } from '../../../spec/support/redis-server.js';

jest.setTimeout(PATIENCE);

const FOLDER = import.meta.dirname;

let redis: RedisServer;
let browser: Browser;
const folders: string[] = [];
const errors: string[] = [];

/** Two processes of the chat that share a Redis, a database and a key. */
async function startChats(): Promise<Command[]> {
  const project = new Project();
  const pictures = join(FOLDER, '..', 'instance', `spec-${basename(project.folder)}`);
  folders.push(pictures);
  const env = {
    REDIS_URL: redis.url,
    CHAT_DATABASE: join(project.folder, 'chat.sqlite'),
    PHIAL_SECRET_KEY: 'a secret of the specs',
    PICTURES: pictures,
  };
  const start = () => project.start(['run', join(FOLDER, 'chat-app.ts'), '--port', '0'], { env });
  const commands = [start(), start()];
  await Promise.all(commands.map((command) => command.address()));
  return commands;
}

/** Somebody with a browser of their own, in the lobby. */
async function enter(address: string, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.text().includes('Content Security Policy') && errors.push(message.text()));
  await page.goto(address);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.locator('#here li', { hasText: name }).waitFor();
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

function hears(page: Page, text: string): Promise<void> {
  return page.locator('#messages li', { hasText: text }).waitFor();
}

describeWithRedis('Two processes of the chat', () => {
  beforeAll(async () => {
    [redis, browser] = await Promise.all([startRedis(), startBrowser()]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), redis?.kill()]);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  describeWithChromium('in two browsers', () => {
    it('are one: messages and thumbnails cross, and who leaves is gone', async () => {
      const [first, second] = await startChats();
      const ada = await enter(await first!.address(), 'Ada');
      const bob = await enter(await second!.address(), 'Bob');
      await ada.locator('#here li', { hasText: 'Bob' }).waitFor();
      await say(ada, 'Hello <b>Bob</b>');
      await hears(bob, 'Hello <b>Bob</b>');
      const teal = { width: 800, height: 400, channels: 3, background: 'teal' } as const;
      const buffer = await sharp({ create: teal }).png().toBuffer();
      await bob.getByLabel('Picture').setInputFiles({ name: 'teal.png', mimeType: 'image/png', buffer });
      await bob.getByRole('button', { name: 'Show' }).click();
      await ada.getByAltText('A picture of Bob').waitFor();
      await say(bob, 'Hello Ada');
      await hears(ada, 'Hello Ada');
      const { SCREENSHOTS } = process.env;
      if (SCREENSHOTS) await ada.screenshot({ path: join(SCREENSHOTS, 'chat.png') });
      await bob.close();
      await ada.locator('#here li', { hasText: 'Bob' }).waitFor({ state: 'detached' });
      expect(await ada.locator('#here li').allTextContents()).toEqual(['Ada']);
      expect(errors).toEqual([]);
    });

    it('go on when one is stopped, whose visitors are told and counted out', async () => {
      const [first, second] = await startChats();
      const address = await first!.address();
      const ada = await enter(address, 'Ada');
      const bob = await enter(await second!.address(), 'Bob');
      first!.child.kill('SIGTERM');
      expect(await first!.ended).toBe(0);
      await bob.locator('#here li', { hasText: 'Ada' }).waitFor({ state: 'detached' });
      await say(bob, 'Said meanwhile');
      await hears(bob, 'Said meanwhile');
      await ada.getByText('The connection is lost.').waitFor();
    });
  });
});
