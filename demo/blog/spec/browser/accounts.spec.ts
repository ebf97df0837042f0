import { describeWithChromium } from '../../../../spec/support/browser.js';
import { openBlog } from '../open-blog.js';
import { leave, PASSWORD, Visits } from './visits.js';

const { app } = await openBlog();

describeWithChromium('Accounts, in a browser', () => {
  const visits = new Visits(app);

  it('are made by a form, which leads to the login and says so once', async () => {
    const ada = await visits.visitor();
    await ada.goTo('/');
    await leave(ada.page, () => ada.page.getByRole('link', { name: 'Register' }).click());
    await ada.send({ Username: 'ada', Password: PASSWORD }, 'Register');
    expect([ada.path, await ada.flashes()]).toEqual(['/auth/login', ['You are registered, ada. Now log in.']]);
    await ada.page.reload();
    expect(await ada.flashes()).toEqual([]);
    await ada.send({ Username: 'ada', Password: PASSWORD }, 'Log In');
    expect([ada.path, await ada.page.locator('.username').innerText()]).toEqual(['/', 'ada']);
  });

  it('tell of each mistake, with the name that was typed', async () => {
    const visitor = await visits.user('taken');
    for (const [page, button, username, password, mistake] of [
      ['register', 'Register', '  ', PASSWORD, 'Username is required.'],
      ['register', 'Register', 'grace', '7 chars', 'Password must have at least 8 characters.'],
      ['register', 'Register', 'taken', PASSWORD, 'User taken is already registered.'],
      ['login', 'Log In', 'nobody', PASSWORD, 'Incorrect username.'],
      ['login', 'Log In', 'taken', 'close sesame', 'Incorrect password.'],
    ] as const) {
      await visitor.goTo(`/auth/${page}`);
      await visitor.trustTheServer();
      await visitor.send({ Username: username, Password: password }, button);
      expect([visitor.path, await visitor.flashes()]).toEqual([`/auth/${page}`, [mistake]]);
      expect(await visitor.page.getByLabel('Username').inputValue()).toBe(username.trim());
      expect(await visitor.page.getByLabel('Password').inputValue()).toBe('');
    }
  });

  it('lead from the login to the page that asked for it, or to ?next=, and never to another site', async () => {
    const bob = await visits.user('bob');
    for (const [asked, path] of [
      ['/create', '/create'],
      ['/auth/login?next=/create', '/create'],
      ['/auth/login?next=//evil.example/', '/'],
    ] as const) {
      await bob.goTo('/');
      await bob.logOut();
      await bob.goTo(asked);
      await bob.send({ Username: 'bob', Password: PASSWORD }, 'Log In');
      expect(bob.path).toBe(path);
    }
  });

  it('change their password, and the old one is no longer good', async () => {
    const dan = await visits.user('dan');
    await dan.goTo('/auth/password');
    expect(await dan.page.locator('[autocomplete=username]').inputValue()).toBe('dan');
    await dan.send({ 'Current password': PASSWORD, 'New password': 'sesame open' }, 'Change your password');
    expect(await dan.flashes()).toEqual(['Your password is changed.']);
    await dan.logOut();
    await dan.logIn('dan');
    expect(await dan.flashes()).toEqual(['Incorrect password.']);
    await dan.logIn('dan', 'sesame open');
    expect(dan.path).toBe('/');
  });

  it('are logged in and out in a second tab as well', async () => {
    const eve = await visits.user('eve');
    const tab = await eve.tab();
    await tab.goto(eve.address);
    expect(await tab.locator('.username').innerText()).toBe('eve');
    await eve.goTo('/create');
    await eve.logOut(tab);
    await eve.send({ Title: 'Too late' }, 'Save');
    expect(eve.path).toBe('/auth/login');
  });
});
