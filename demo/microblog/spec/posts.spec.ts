import { loggedIn, openMicroblog } from './open-microblog.js';

const { app } = await openMicroblog();
const ada = await loggedIn(app, 'ada');
const bob = await loggedIn(app, 'bob');

const bodiesIn = (text: string) => [...text.matchAll(/<p class="body">(.*?)<\/p>/gs)].map(([, body]) => body);

describe('A post', () => {
  it('is read by its author and who follows, and found by all', async () => {
    await ada.post('/', { form: { body: 'Engines weave algebra.' } });
    expect(bodiesIn((await ada.get('/')).text)).toEqual(['Engines weave algebra.']);
    expect(bodiesIn((await bob.get('/')).text)).toEqual([]);
    expect(bodiesIn((await bob.get('/explore')).text)).toEqual(['Engines weave algebra.']);
    await bob.post('/users/ada/follow');
    expect(bodiesIn((await bob.get('/')).text)).toEqual(['Engines weave algebra.']);
  });

  it('is not empty, and not too long: the form is shown again', async () => {
    expect((await ada.post('/', { form: { body: ' ' } })).text).toContain('Write something.');
    expect((await ada.post('/', { form: { body: 'x'.repeat(281) } })).text).toContain('xxx</textarea>');
  });

  it('is text, whatever somebody writes', async () => {
    const { text } = await bob.post('/', { form: { body: '<script>' }, followRedirects: true });
    expect(text).toContain('&lt;script&gt;');
  });
});

describe('A search', () => {
  it.each([
    ['weave', 1],
    ['ENGINES alg', 1],
    ['engines nothing', 0],
    ['"', 0],
    ['algebra-weave*', 1],
    ["' OR 1=1 --", 0],
    ['', 0],
  ])('for %j finds %i', async (q, count) => {
    const { status, text } = await bob.get('/search', { query: { q } });
    expect([status, bodiesIn(text).length]).toEqual([200, count]);
  });
});

describe('A list', () => {
  it('has ten on a page', async () => {
    const cid = await loggedIn(app, 'cid');
    for (let number = 1; number <= 11; number += 1) await cid.post('/', { form: { body: `Post ${number}` } });
    const first = await cid.get('/users/cid');
    expect(bodiesIn(first.text)).toHaveLength(10);
    expect(first.text).toMatch(/href="\/users\/cid\?page&#x3D;2" rel="next"/);
    const second = await cid.get('/users/cid?page=2');
    expect(bodiesIn(second.text)).toEqual(['Post 1']);
    expect(second.text).toContain('rel="prev"');
    expect((await cid.get('/search?q=post')).text).toMatch(/\?q&#x3D;post&amp;page&#x3D;2"/);
  });
});
