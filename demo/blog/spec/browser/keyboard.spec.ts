import { describeWithChromium } from '../../../../spec/support/browser.js';
import { openBlog } from '../open-blog.js';
import { leave, PASSWORD, Visits, type Visitor } from './visits.js';

const { app } = await openBlog();

/** More stops than any page has. */
const MOST_STOPS = 20;

/** Presses Tab until the focus is on what has a name, and can be seen to be there. */
async function tabTo({ page }: Visitor, name: string): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const { text, outline } = await page.evaluate<{ text: string; outline: string }>(FOCUSED);
    passed.push(text);
    if (text !== name) continue;
    expect(outline).not.toBe('0px');
    return;
  }
  throw new Error(`Tab reaches ${passed.join(', ')}, and not ${name}.`);
}

const FOCUSED = `(() => {
  const { activeElement: element } = document;
  const text = element.labels?.[0]?.innerText ?? element.innerText;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return { text: text.trim(), outline: outlineStyle === 'none' ? '0px' : outlineWidth };
})()`;

/** What Enter does: it follows a link, and sends a form from any of its fields of one line. */
const enter = ({ page }: Visitor) => leave(page, () => page.keyboard.press('Enter'));

describeWithChromium('A visitor without a mouse', () => {
  const visits = new Visits(app);

  it('registers, logs in and writes', async () => {
    const ada = await visits.visitor();
    const type = async (label: string, text: string) => {
      await tabTo(ada, label);
      await ada.page.keyboard.type(text);
    };
    await ada.goTo('/');
    await tabTo(ada, 'Register');
    await enter(ada);
    for (const path of ['/auth/login', '/']) {
      await type('Username', 'ada');
      await type('Password', PASSWORD);
      await enter(ada);
      expect(ada.path).toBe(path);
    }
    await tabTo(ada, 'New');
    await enter(ada);
    await type('Title', 'By keys alone');
    await type('Body', 'Tab, Enter.');
    await tabTo(ada, 'Save');
    await enter(ada);
    expect(await ada.page.locator('h2').allInnerTexts()).toEqual(['By keys alone']);
    await tabTo(ada, 'Log Out');
    await enter(ada);
    expect(await ada.page.locator('.username').count()).toBe(0);
  });

  it('skips the bar at the top', async () => {
    const bob = await visits.visitor();
    await bob.goTo('/auth/login');
    await tabTo(bob, 'Skip to the content');
    expect(await bob.page.evaluate("document.querySelector('.skip').getBoundingClientRect().top")).toBe(0);
    await bob.page.keyboard.press('Enter');
    await bob.page.keyboard.press('Tab');
    expect(await bob.page.locator('#username:focus').count()).toBe(1);
  });
});
