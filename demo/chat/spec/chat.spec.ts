import sharp from 'sharp';

import { refused } from '../../../extensions/phial-websocket/spec/support/client.js';
import { openChat } from './open-chat.js';

const { app, address, enters } = await openChat();

const teal = { width: 800, height: 400, channels: 3, background: 'teal' } as const;
const large = await sharp({ create: teal }).png().toBuffer();

describe('the first page', () => {
  it('asks for a name and a room, and leads there', async () => {
    const { status, headers } = await app.testClient().post('/', { form: { name: ' Ada ', room: 'Engines' } });
    expect([status, headers['location']]).toEqual([302, '/rooms/engines']);
  });

  it('says what is wrong beside its field, and keeps what was typed', async () => {
    const { text } = await app.testClient().post('/', { form: { name: 'Ada', room: 'a/b' } });
    expect(text).toContain('id="room-error">A room is called by letters, digits and hyphens');
    expect(text).toContain('value="Ada"');
  });

  it('runs no script but its own', async () => {
    const { text, headers } = await (await enters('Ada')).browser.get('/rooms/lobby');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(text).not.toMatch(/<script(?![^>]* src=)|style=|\son\w+=/);
  });
});

describe('a room', () => {
  it('is for who has said a name', async () => {
    expect((await app.testClient().get('/rooms/lobby')).headers['location']).toBe('/');
    expect((await refused(`${address.replace('http', 'ws')}/rooms/lobby/socket`)).status).toBe(302);
  });

  it('is not there under any name', async () => {
    expect((await (await enters('Ada')).browser.get('/rooms/A%20B')).status).toBe(404);
  });

  it('hears what is said in it, and other rooms do not', async () => {
    const [ada, bob, eve] = await Promise.all([enters('Ada', 'one'), enters('Bob', 'one'), enters('Eve', 'two')]);
    await Promise.all([ada.sees('Ada', 'Bob'), eve.sees('Eve')]);
    ada.say('Hello');
    expect(await bob.hearsText('Hello')).toMatchObject({ name: 'Ada', hasPicture: false });
    expect(eve.socket.heard.join()).not.toContain('Hello');
  });

  it('tells who is there, each name once, until the last socket is closed', async () => {
    const [ada, bob] = await Promise.all([enters('Ada', 'who'), enters('Bob', 'who')]);
    await ada.sees('Ada', 'Bob');
    const again = await enters('Bob', 'who');
    await again.sees('Ada', 'Bob');
    bob.socket.socket.close();
    await bob.socket.closed;
    await again.sees('Ada', 'Bob');
    again.socket.socket.terminate();
    await ada.sees('Ada');
  });

  it('gives what was said before to who comes later', async () => {
    const ada = await enters('Ada', 'past');
    ada.say('First');
    ada.say('Second');
    await ada.hearsText('Second');
    const bob = await enters('Bob', 'past');
    const [first, second] = [await bob.hearsText('First'), await bob.hearsText('Second')];
    expect(second!.id).toBeGreaterThan(first!.id);
  });
});

function picture(content: Buffer) {
  return { picture: { filename: 'a.png', content, type: 'image/png' } };
}

describe('a picture', () => {
  it('is shown at once, and small when its thumbnail is made', async () => {
    const [ada, bob] = await Promise.all([enters('Ada', 'pictures'), enters('Bob', 'pictures')]);
    await bob.sees('Ada', 'Bob');
    expect((await ada.browser.post('/rooms/pictures/pictures', { files: picture(large) })).status).toBe(204);
    const { message } = await bob.hears(({ message }) => message?.hasPicture);
    expect(message!.hasThumbnail).toBe(false);
    await bob.hears(({ message: later }) => later?.id === message!.id && later.hasThumbnail);
    const { bytes, headers } = await bob.browser.get(`/messages/${message!.id}/thumbnail`);
    expect(headers['content-type']).toBe('image/webp');
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 320, height: 160 });
    expect((await bob.browser.get(`/messages/${message!.id}/picture`)).bytes).toEqual(large);
  });

  it('is told by its content', async () => {
    const { browser } = await enters('Ada', 'pictures');
    const answer = await browser.post('/rooms/pictures/pictures', { files: picture(Buffer.from('<script>')) });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('This is not a PNG, JPEG, GIF or WebP picture.');
  });

  it('is for who has said a name, and 404 where there is none', async () => {
    expect((await app.testClient().get('/messages/1/picture')).status).toBe(302);
    const { browser } = await enters('Ada');
    expect((await browser.get('/messages/999/picture')).status).toBe(404);
    expect((await browser.get('/messages/999/thumbnail')).status).toBe(404);
  });
});
