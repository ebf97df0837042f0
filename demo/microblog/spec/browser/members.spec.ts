import { describeWithChromium } from '../../../../spec/support/browser.js';
import { leave, PASSWORD, type Visitor } from '../../../../spec/support/visits.js';
import { openMicroblog } from '../open-microblog.js';
import { Visits } from './visits.js';

const { app } = await openMicroblog();

/** Follows a link, and waits for its page. */
const follow = ({ page }: Visitor, name: string) =>
  leave(page, () => page.getByRole('link', { name, exact: true }).first().click());

const bodies = ({ page }: Visitor) => page.locator('.post .body').allInnerTexts();

describeWithChromium('Members, in a browser', () => {
  const visits = new Visits(app);

  it('register, log in and write', async () => {
    const ada = await visits.visitor();
    await ada.goTo('/');
    expect(ada.path).toBe('/account/login?next=%2F');
    await follow(ada, 'Register');
    await ada.send({ Username: 'ada', 'Mail address': 'ada@example.com', Password: PASSWORD }, 'Register');
    expect([ada.path, await ada.flashes()]).toEqual(['/account/login', ['You are registered, ada. Now log in.']]);
    await ada.send({ Username: 'ada', Password: PASSWORD }, 'Log in');
    await ada.send({ 'What is new?': '\nEngines weave <algebra>.' }, 'Write');
    expect([ada.path, await ada.flashes()]).toEqual(['/', ['Your post is there.']]);
    expect(await bodies(ada)).toEqual(['Engines weave <algebra>.']);
    await leave(ada.page, () => ada.page.getByRole('button', { name: 'Log out' }).click());
    expect(await ada.page.getByRole('link', { name: 'Log in' }).count()).toBe(1);
  });

  it('find a post, follow its author and write to them, who sees the badge', async () => {
    const [bob, eve] = [await visits.member('bob'), await visits.member('eve')];
    await eve.goTo('/');
    await eve.send({ 'What is new?': 'Looms count.' }, 'Write');
    await bob.goTo('/');
    await bob.page.getByRole('searchbox', { name: 'Search' }).fill('looms');
    await leave(bob.page, () => bob.page.keyboard.press('Enter'));
    expect([await bob.heading(), await bodies(bob)]).toEqual(['Posts with “looms”', ['Looms count.']]);
    await follow(bob, 'eve');
    await bob.press('Follow');
    expect([await bob.heading(), await bob.flashes()]).toEqual(['eve', ['You follow eve now.']]);
    await follow(bob, 'Send a message');
    await bob.send({ Message: 'Tea at four?' }, 'Send');
    expect(await bob.flashes()).toEqual(['Your message is sent.']);

    await eve.goTo('/explore');
    expect(await eve.page.getByRole('status', { name: 'New messages: 1' }).innerText()).toBe('1');
    await eve.page.getByRole('link', { name: 'Messages' }).click();
    await eve.page.getByText('Tea at four?').waitFor();
    expect(await eve.page.locator('.badge').isVisible()).toBe(false);
  });

  it('see their export become a file', async () => {
    const fay = await visits.member('fay');
    await fay.goTo('/exports');
    await fay.press('Make the file');
    const [download] = await Promise.all([
      fay.page.waitForEvent('download'),
      fay.page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('posts.json');
  });
});
