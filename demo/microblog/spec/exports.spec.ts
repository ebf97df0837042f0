import { until } from '../../../spec/support/until.js';
import { loggedIn, openMicroblog } from './open-microblog.js';

const { app, outbox } = await openMicroblog();
const ada = await loggedIn(app, 'ada');

describe('An export', () => {
  it('is made in the background, and told of by mail', async () => {
    for (const body of ['One', 'Two']) await ada.post('/', { form: { body } });
    await ada.post('/exports');
    await until(() => outbox.mails.length > 0);
    expect((await ada.get('/notifications')).json()).toEqual({ unread: 0, progress: 100 });
    const [, path] = /http:\/\/127.0.0.1:5000(\S+)/.exec(outbox.mails[0]!.text)!;
    const file = await ada.get(path!);
    expect(file.headers['content-disposition']).toContain('posts.json');
    expect(file.json<{ body: string }[]>().map(({ body }) => body)).toEqual(['Two', 'One']);
  });

  it('is nobody else’s', async () => {
    const bob = await loggedIn(app, 'bob');
    expect((await bob.get('/exports/1')).status).toBe(404);
  });
});
