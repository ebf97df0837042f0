import { describeWithChromium } from '../../../../spec/support/browser.js';
import { faultsOf, overflowOf } from '../../../../spec/support/faults-of.js';
import { loggedIn, openBlog } from '../open-blog.js';
import { PASSWORD, Visits, type Visitor } from './visits.js';

const { app } = await openBlog();

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';

describeWithChromium('The pages, in a browser', () => {
  const visits = new Visits(app);

  beforeAll(async () => {
    const author = await loggedIn(app, `author-of-${LONG}`);
    for (let post = 1; post <= 11; post += 1)
      await author.post('/create', { form: { title: `Post ${post}, ${LONG}`, body: LONG.repeat(5) } });
  });

  /** Light and dark, wide and narrow. */
  async function isFit({ page }: Visitor): Promise<void> {
    expect(await faultsOf(page)).toEqual([]);
    expect([await overflowOf(page, 375), await overflowOf(page, 320)]).toEqual([0, 0]);
  }

  it.each(['/', '/?page=2', '/auth/register', '/auth/login'])('are fit for everybody: %s', async (path) => {
    const visitor = await visits.visitor();
    await visitor.goTo(path);
    await isFit(visitor);
  });

  it.each(['/', '/create', '/12/update', '/auth/password'])('are fit for a user: %s', async (path) => {
    const user = await visits.user(LONG);
    await user.write(`By me, ${LONG}`);
    await user.goTo(path);
    await isFit(user);
  });

  it('are fit with mistakes and messages on them', async () => {
    const user = await visits.user('ada');
    await user.goTo('/create');
    await user.trustTheServer();
    await user.send({ Title: ' ' }, 'Save');
    await isFit(user);
    await user.logIn('ada', `not ${PASSWORD}`);
    expect(await user.flashes()).toEqual(['Incorrect password.']);
    await isFit(user);
    await user.goTo('/auth/register');
    await user.send({ Username: 'another', Password: PASSWORD }, 'Register');
    expect(await user.flashes()).toEqual(['You are registered, another. Now log in.']);
    await isFit(user);
  });

  it.each([
    [403, '/1/update', 'Forbidden', 'Only its author may do that.'],
    [404, '/nothing', 'Not Found', 'There is nothing at this address.'],
    [422, '/?page=first', 'That Does Not Fit', 'The page must be a number.'],
  ])('tell of an error %i in the layout, and lead on', async (status, path, heading, message) => {
    const user = await visits.user('bob');
    user.meant.push(status);
    await user.goTo(path);
    expect([await user.heading(), await user.page.locator('.username').innerText()]).toEqual([heading, 'bob']);
    expect(await user.page.locator('main').innerText()).toContain(message);
    await isFit(user);
    await user.page.getByRole('link', { name: 'All posts' }).click();
    await user.page.getByRole('heading', { name: 'Posts', exact: true }).waitFor();
  });

  it('are dark where the visitor likes them so', async () => {
    const brightness = async (colorScheme: 'light' | 'dark') => {
      const visitor = await visits.visitor({ colorScheme });
      await visitor.goTo('/');
      return visitor.page.evaluate<number>(
        'Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number))',
      );
    };
    expect(await brightness('light')).toBeGreaterThan(200);
    expect(await brightness('dark')).toBeLessThan(50);
  });
});
