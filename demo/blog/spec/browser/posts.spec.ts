import { describeWithChromium } from '../../../../spec/support/browser.js';
import { openBlog } from '../open-blog.js';
import { leave, Visits, type Visitor } from './visits.js';

const { app } = await openBlog();

const PICTURE = {
  name: 'dot.gif',
  mimeType: 'image/gif',
  buffer: Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAAC', 'base64'),
};
const NO_PICTURE = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('These are only notes.') };

/** Whether the browser has understood a picture, once it has loaded it. */
async function isShown({ page }: Visitor, selector: string): Promise<boolean> {
  await page.locator(selector).scrollIntoViewIfNeeded();
  return page.evaluate<boolean>(
    `document.querySelector(${JSON.stringify(selector)}).decode().then(() => true, () => false)`,
  );
}

describeWithChromium('Posts, in a browser', () => {
  const visits = new Visits(app);

  it('are written with a picture, edited, and deleted after a question', async () => {
    const ada = await visits.user('ada');
    await ada.goTo('/');
    await leave(ada.page, () => ada.page.getByRole('link', { name: 'New' }).click());
    await ada.page.getByLabel('Picture').setInputFiles(PICTURE);
    await ada.send({ Title: 'A dot', Body: '\nIt is <small>.' }, 'Save');
    expect([ada.path, await isShown(ada, 'article .picture')]).toEqual(['/', true]);
    expect(await ada.page.locator('article .body').textContent()).toBe('\nIt is <small>.');

    await leave(ada.page, () => ada.page.getByRole('link', { name: 'Edit A dot' }).click());
    expect(await isShown(ada, 'form .picture')).toBe(true);
    expect(await ada.page.getByLabel('Body').inputValue()).toBe('\nIt is <small>.');
    await ada.send({ Title: 'A small dot' }, 'Save');
    expect(await ada.page.locator('h2').allInnerTexts()).toEqual(['A small dot']);
    expect(await isShown(ada, 'article .picture')).toBe(true);

    await leave(ada.page, () => ada.page.getByRole('link', { name: 'Edit A small dot' }).click());
    expect(await ada.page.getByRole('button', { name: 'Delete' }).isVisible()).toBe(false);
    await ada.page.getByText('Delete this post').click();
    await ada.press('Delete');
    expect([ada.path, await ada.page.locator('article').count()]).toEqual(['/', 0]);
  });

  it('show each mistake beside its field, with what was typed', async () => {
    const bob = await visits.user('bob');
    await bob.goTo('/create');
    await bob.trustTheServer();
    await bob.page.getByLabel('Picture').setInputFiles(NO_PICTURE);
    await bob.send({ Title: ' ', Body: 'A long\ntext' }, 'Save');
    expect(await bob.page.locator('#title:focus').count()).toBe(1);
    expect(await descriptionOf(bob, 'title')).toBe('Title is required.');
    expect(await descriptionOf(bob, 'picture')).toMatch(/5 MB at most\. This is no PNG, JPEG, GIF or WebP picture\./);
    expect(await bob.page.getByLabel('Body').inputValue()).toBe('A long\ntext');
    await bob.send({ Title: 'Typed once' }, 'Save');
    expect(await bob.page.locator('article .body').innerText()).toBe('A long\ntext');
  });

  it('are checked by the browser first', async () => {
    const cleo = await visits.user('cleo');
    await cleo.goTo('/create');
    await cleo.page.getByRole('button', { name: 'Save' }).click();
    expect(await cleo.page.locator('#title:invalid:focus').count()).toBe(1);
    expect(cleo.path).toBe('/create');
  });
});

/** What a screen reader says of a field beside its label. */
async function descriptionOf({ page }: Visitor, id: string): Promise<string> {
  return page.evaluate<string>(
    `document.getElementById('${id}').getAttribute('aria-describedby').split(' ').map((one) => document.getElementById(one).innerText).join(' ')`,
  );
}
