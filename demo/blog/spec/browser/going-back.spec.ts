import { describeWithChromium } from '../../../../spec/support/browser.js';
import { openBlog } from '../open-blog.js';
import { leave, Visits } from './visits.js';

const { app } = await openBlog();

// People's browsers keep whole pages for who goes back; playwright turns that off.
const AS_PEOPLE_DO = { ignoreDefaultArgs: ['--disable-back-forward-cache'] };

describeWithChromium('Going back after the logout', () => {
  const visits = new Visits(app, AS_PEOPLE_DO);

  it.each(['/', '/1/update', '/auth/password', '/nothing'])('shows nothing private of %s', async (path) => {
    const fay = await visits.user('fay');
    fay.meant.push(404);
    await fay.write('By fay');
    await fay.goTo(path);
    expect(await fay.page.getByText('Log Out').count()).toBe(1);
    await fay.logOut();
    await leave(fay.page, () => fay.page.getByRole('link', { name: 'Register' }).click());
    await fay.page.evaluate('setTimeout(() => history.go(-2))');
    await fay.page.waitForURL((url) => url.pathname === path || url.pathname === '/auth/login', {
      waitUntil: 'commit',
    });
    await fay.page.getByRole('link', { name: 'Log In' }).first().waitFor();
    expect(await fay.page.getByText('Log Out').count()).toBe(0);
    expect(await fay.page.getByText('Edit').count()).toBe(0);
  });
});
