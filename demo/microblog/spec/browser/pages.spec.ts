import { describeWithChromium } from '../../../../spec/support/browser.js';
import { faultsInWindowsOf } from '../../../../spec/support/faults-of.js';
import { PASSWORD, type Visitor } from '../../../../spec/support/visits.js';
import { loggedIn, openMicroblog } from '../open-microblog.js';
import { Visits } from './visits.js';

const { app } = await openMicroblog();

// It is also the beginning of a mail address.
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen';

async function isFit({ page }: Visitor): Promise<void> {
  expect(await faultsInWindowsOf(page)).toEqual([]);
}

describeWithChromium('The pages of the microblog, in a browser', () => {
  const visits = new Visits(app);
  let ada: Visitor;

  beforeAll(async () => {
    const author = await loggedIn(app, 'author');
    for (let post = 1; post <= 11; post += 1) await author.post('/', { form: { body: `Post ${post}, ${LONG}` } });
    await author.post('/edit-profile', { form: { about: LONG.repeat(5) } });
    const friend = await loggedIn(app, LONG);
    await friend.post('/users/author/follow');
    await friend.post('/', { form: { body: LONG } });
  });

  beforeEach(async () => {
    ada = await visits.member('ada');
  });

  it.each(['/account/register', '/account/login', '/account/forgot'])('are fit for everybody: %s', async (path) => {
    const visitor = await visits.visitor();
    await visitor.goTo(path);
    await isFit(visitor);
  });

  it.each([
    '/',
    '/explore?page=2',
    '/search?q=post',
    '/search?q=nothing',
    '/users/author',
    '/users/ada',
    '/users/author/followers',
    '/edit-profile',
    '/messages/to/author',
    '/exports',
    '/account/password',
    '/account/tokens',
  ])('are fit for a member: %s', async (path) => {
    await ada.goTo(path);
    await isFit(ada);
  });

  it('are fit with a badge, and the messages that it counts', async () => {
    const friend = await loggedIn(app, LONG);
    await friend.post('/messages/to/ada', { form: { body: LONG } });
    await ada.goTo('/explore');
    expect(await ada.page.locator('.badge').isVisible()).toBe(true);
    await isFit(ada);
    await ada.goTo('/messages');
    expect(await ada.page.getByText(LONG).count()).toBe(2);
    await isFit(ada);
  });

  it('are fit with mistakes and messages on them', async () => {
    await ada.goTo('/');
    await ada.trustTheServer();
    await ada.send({ 'What is new?': ' ' }, 'Write');
    expect(await ada.page.getByText('Write something.').count()).toBe(1);
    await isFit(ada);
    await ada.goTo('/account/register');
    await ada.trustTheServer();
    await ada.send({ Username: 'bob', 'Mail address': 'bob', Password: PASSWORD }, 'Register');
    expect(await ada.page.getByText('That is not a mail address.').count()).toBe(1);
    await isFit(ada);
    await ada.goTo('/users/author');
    await ada.press('Follow');
    expect(await ada.flashes()).toEqual(['You follow author now.']);
    await isFit(ada);
  });

  it('are fit with a token, and with a file of posts', async () => {
    await ada.goTo('/account/tokens');
    await ada.send({ 'What it is for': LONG }, 'Make a token');
    await isFit(ada);
    await ada.goTo('/exports');
    await ada.press('Make the file');
    await ada.page.getByRole('link', { name: 'Download' }).waitFor();
    await isFit(ada);
  });

  it('tell of a page that is not there in the layout, and lead on', async () => {
    ada.meant.push(404);
    await ada.goTo('/users/nobody');
    expect(await ada.heading()).toBe('Error 404');
    await isFit(ada);
    await ada.page.getByRole('main').getByRole('link', { name: 'Home' }).click();
    await ada.page.getByRole('heading', { name: 'Home' }).waitFor();
  });
});
