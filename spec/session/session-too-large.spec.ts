import { ErrorHandler, Response, Route, Session, SessionTooLarge } from 'phial';
import { Counter, sessionApp } from '../support/session-app.js';

describe('A session too large for its cookie', () => {
  class Cart {
    @Route('/fill/:size')
    fill(size: number, session: Session) {
      session
        .set('cart', 'x'.repeat(size))
        .set('small', 1)
        .set('list', ['y'.repeat(size / 10)]);
      session.flash('z'.repeat(size / 20));
      return new Response('filled', { headers: { 'X-Mine': 'yes' } });
    }
  }

  it('is a 500 before anything is sent, and the old session stays', async () => {
    const browser = sessionApp([Counter, Cart]).testClient();
    await browser.post('/');
    const response = await browser.get('/fill/4000');
    expect([response.status, response.headers['set-cookie'], response.headers['x-mine']]).toEqual([
      500,
      undefined,
      undefined,
    ]);
    expect((await browser.get('/')).json()).toEqual({ count: 1 });
  });

  it('says its size, the limit and the largest keys', async () => {
    const browser = sessionApp([Cart]).testClient({ throwErrors: true });
    const error = (await browser
      .get('/fill/4000')
      .catch((thrown: unknown) => thrown as SessionTooLarge)) as SessionTooLarge;
    expect(error).toBeInstanceOf(SessionTooLarge);
    expect(error.message).toMatch(
      /^The session's cookie has \d{4} bytes, and browsers take 4096\. The largest keys are 'cart' \(4002 bytes\), 'list' \(404 bytes\), flash messages \(216 bytes\)\. Keep large data in a database/,
    );
    expect([error.size > 4096, error.limit, error.largest[0]]).toEqual([true, 4096, "'cart' (4002 bytes)"]);
  });

  it('is measured with its name and attributes: 4096 bytes pass, and no more', async () => {
    const options = { cookieName: 'a-long-name', path: '/', domain: 'example.com' };
    class Fill {
      @Route('/:size')
      fill(size: number, session: Session) {
        session.set('x', 'x'.repeat(size));
        return null;
      }
    }
    const app = sessionApp([Fill], { session: options });
    const sizes: number[] = [];
    for (let size = 2800; size < 3100; size++) {
      const header = (await app.testClient().get(`/${size}`)).headers['set-cookie'] as string | undefined;
      if (header === undefined) break;
      sizes.push(Buffer.byteLength(header));
    }
    expect(sizes.at(-1)).toBeLessThanOrEqual(4096);
    expect(sizes.at(-1)).toBeGreaterThan(4092);
  });

  it('is answered by the error handler for it, which sees the old session', async () => {
    class Handled extends Cart {
      @ErrorHandler(SessionTooLarge)
      tooLarge(error: SessionTooLarge, session: Session) {
        session.set('told', true);
        return `${error.limit} ${JSON.stringify(session)}`;
      }
    }
    const browser = sessionApp([Counter, Handled]).testClient();
    await browser.post('/');
    const response = await browser.get('/fill/4000');
    expect([response.status, response.text]).toEqual([500, '4096 {"count":1,"told":true}']);
    expect((await browser.get('/')).json()).toEqual({ count: 1, told: true });
  });
});
