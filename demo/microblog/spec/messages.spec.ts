import { loggedIn, openMicroblog } from './open-microblog.js';

const { app } = await openMicroblog();
const ada = await loggedIn(app, 'ada');
const bob = await loggedIn(app, 'bob');

describe('A message', () => {
  it('is read by its recipient alone, and counted until then', async () => {
    await ada.post('/messages/to/bob', { form: { body: 'Tea at four?' } });
    expect((await bob.get('/notifications')).json()).toEqual({ unread: 1, progress: null });
    expect((await bob.get('/explore')).text).toContain('aria-label="New messages: 1">1</span>');
    expect((await bob.get('/messages')).text).toContain('Tea at four?');
    expect((await bob.get('/notifications')).json()).toEqual({ unread: 0, progress: null });
    expect((await ada.get('/messages')).text).not.toContain('Tea at four?');
  });

  it('needs a recipient and a text', async () => {
    expect((await ada.post('/messages/to/nobody', { form: { body: 'Hello?' } })).status).toBe(404);
    expect((await ada.post('/messages/to/bob', { form: { body: '' } })).text).toContain('Write something.');
  });
});
