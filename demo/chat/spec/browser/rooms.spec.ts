import sharp from 'sharp';

import { describeWithChromium } from '../../../../spec/support/browser.js';
import { faultsInWindowsOf } from '../../../../spec/support/faults-of.js';
import { Visitor, Visits } from '../../../../spec/support/visits.js';
import { openChat } from '../open-chat.js';

const { address } = await openChat();

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';

const teal = { width: 800, height: 400, channels: 3, background: 'teal' } as const;
const PICTURE = { name: 'teal.png', mimeType: 'image/png', buffer: await sharp({ create: teal }).png().toBuffer() };
const NO_PICTURE = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('These are only notes.') };

const LIST = "document.querySelector('#messages')";

/** Somebody who talks. */
class Guest extends Visitor {
  async enter(name: string, room: string): Promise<void> {
    await this.goTo('/');
    await this.send({ 'Your name': name, Room: room }, 'Enter');
    await this.sees(name);
  }

  async sees(name: string): Promise<void> {
    await this.page.locator('#here li', { hasText: name }).waitFor();
  }

  async say(text: string): Promise<void> {
    await this.page.getByLabel('Message').fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
    await this.hears(text);
  }

  async hears(text: string): Promise<void> {
    await this.page.locator('#messages li', { hasText: text }).first().waitFor();
  }

  async show(picture: typeof PICTURE): Promise<void> {
    await this.page.getByLabel('Picture').setInputFiles(picture);
    await this.page.getByRole('button', { name: 'Show' }).click();
  }

  /** How much of what was said is below what is seen, in pixels. */
  async left(): Promise<number> {
    return this.page.evaluate<number>(`${LIST}.scrollHeight - ${LIST}.scrollTop - ${LIST}.clientHeight`);
  }

  /** Goes to what was said first. The page hears of it before the next frame. */
  async goesUp(): Promise<void> {
    await this.page.evaluate(`${LIST}.scrollTop = 0`);
    await this.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  }

  /** Waits until it is as large as it will be. */
  async seesPicture(): Promise<void> {
    await this.page.locator('#messages img').waitFor({ state: 'attached' });
    await this.page.evaluate(`${LIST}.querySelector('img').decode()`);
  }

  /** Lets the connection be lost, and be there again. */
  async loses() {
    let isLost = false;
    let close = (): Promise<void> => Promise.resolve();
    await this.page.routeWebSocket(/\/socket$/, (socket) => {
      if (isLost) {
        void socket.close();
        // Never opened: without a server behind it, the browser would take it for open.
        return new Promise<void>(() => {});
      }
      socket.connectToServer();
      close = () => socket.close();
    });
    return { begin: () => ((isLost = true), close()), end: () => void (isLost = false) };
  }

  async isFit(): Promise<void> {
    expect(await faultsInWindowsOf(this.page)).toEqual([]);
  }
}

describeWithChromium('Guests, in two windows', () => {
  const visits = new Visits(() => Promise.resolve(address), Guest);

  it('see who is there, and what each of them says and shows', async () => {
    const [ada, bob] = [await visits.visitor(), await visits.visitor()];
    await ada.enter('Ada', 'engines');
    await bob.enter('Bob', 'Engines');
    expect([bob.path, await bob.heading()]).toEqual(['/rooms/engines', 'engines']);
    await ada.sees('Bob');
    await ada.say('Hello <b>Bob</b>');
    await bob.hears('Hello <b>Bob</b>');
    await bob.show(PICTURE);
    await ada.page.getByAltText('A picture of Bob').waitFor();
    expect(await ada.page.locator('#messages li').count()).toBe(2);
    expect(await ada.page.locator('#messages .mine').allInnerTexts()).toEqual(['Ada Hello <b>Bob</b>']);
  });
});

describeWithChromium('The pages of the chat, in a browser', () => {
  const visits = new Visits(() => Promise.resolve(address), Guest);

  it('are fit for who comes in, and with mistakes on them', async () => {
    const guest = await visits.visitor();
    await guest.goTo('/');
    await guest.isFit();
    await guest.trustTheServer();
    await guest.send({ 'Your name': ' ', Room: 'a/b' }, 'Enter');
    expect(await guest.page.locator('.error').count()).toBe(2);
    await guest.isFit();
  });

  it('are fit when people talk, more than a window holds', async () => {
    const [ada, bob] = [await visits.visitor(), await visits.visitor()];
    await ada.enter(LONG.slice(0, 30), 'long');
    await ada.isFit();
    await bob.goTo('/');
    await bob.page.getByRole('link', { name: 'long', exact: true }).waitFor();
    await bob.isFit();
    await bob.enter('Bob', 'long');
    for (let line = 1; line <= 20; line += 1) await bob.say(`${line}. ${LONG}`);
    await bob.isFit();
    await ada.say(LONG);
    await ada.show(PICTURE);
    await bob.page.locator('#messages img').waitFor();
    await ada.isFit();
  });

  it('tell of a file that is not a picture', async () => {
    const eve = await visits.visitor();
    eve.meant.push(422);
    await eve.enter('Eve', 'pictures');
    await eve.show(NO_PICTURE);
    await eve.page.getByRole('status').getByText('This is not a PNG, JPEG, GIF or WebP picture.').waitFor();
    await eve.isFit();
  });

  it('show the end when a picture has come, but not to who reads what was said before', async () => {
    const [ada, bob] = [await visits.visitor(), await visits.visitor()];
    await ada.enter('Ada', 'gallery');
    await bob.enter('Bob', 'gallery');
    await bob.say(`${LONG} `.repeat(30));
    await ada.show(PICTURE);
    await ada.seesPicture();
    while ((await ada.left()) > 50) await new Promise((resolve) => setTimeout(resolve, 20));
    await bob.seesPicture();
    await bob.goesUp();
    await bob.page.locator('#messages img').dispatchEvent('load');
    expect(await bob.left()).toBeGreaterThan(50);
  });

  it('keep what cannot be sent while the connection is lost, and say so', async () => {
    const ada = await visits.visitor();
    const lost = await ada.loses();
    await ada.enter('Ada', 'tunnel');
    await lost.begin();
    await ada.page.getByRole('status').getByText('The connection is lost.').waitFor();
    await ada.page.getByLabel('Message').fill('Hello?');
    await ada.page.getByRole('button', { name: 'Send' }).click();
    await ada.page.getByRole('status').getByText('Your message was not sent: the connection is lost.').waitFor();
    expect(await ada.page.getByLabel('Message').inputValue()).toBe('Hello?');
    lost.end();
    await ada.page.locator('#state:empty').waitFor({ state: 'attached' });
    await ada.page.getByRole('button', { name: 'Send' }).click();
    await ada.hears('Hello?');
  });

  it('tell of a picture that could not be sent', async () => {
    const ada = await visits.visitor();
    await ada.enter('Ada', 'tunnels');
    await ada.page.route('**/rooms/tunnels/pictures', (route) => route.abort('aborted'));
    await ada.show(PICTURE);
    await ada.page.getByRole('status').getByText('The picture was not sent: the server cannot be').waitFor();
    await ada.page.route('**/rooms/tunnels/pictures', (route) =>
      route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }),
    );
    ada.meant.push(502);
    await ada.page.getByRole('button', { name: 'Show' }).click();
    await ada.page.getByRole('status').getByText('The picture was not sent: the server answered 502.').waitFor();
  });
});
