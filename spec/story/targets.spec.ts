import { abort, BeforeRequest, Controller, Get, Request } from 'phial';

import { exchange } from '../support/raw-request.js';
import { quietApp } from '../support/quiet-app.js';

@Controller()
class Pages {
  @BeforeRequest({ scope: 'app' })
  guard(request: Request) {
    if (request.path.startsWith('/admin')) abort(403);
  }

  @Get('/admin/panel')
  panel() {
    return 'secret';
  }

  @Get('/*')
  rest(request: Request) {
    return `${request.path} ${request.params['*']}`;
  }
}

/** What is answered to a target that no client would send. */
async function answerTo(target: string, method = 'GET', basePath = ''): Promise<{ status: number; body: string }> {
  const app = quietApp([Pages], { basePath });
  const address = await app.run({ port: 0 });
  const answer = await exchange(
    address,
    Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`),
  );
  await app.close();
  return answer;
}

describe('The target of a request', () => {
  it.each(['*admin/panel', '*', '*/admin/panel', 'ftp://h/admin/panel', 'ftp://h/x'])(
    'is refused when it is neither a path nor a URL, since hooks would not recognise it: %s',
    async (target) => {
      expect((await answerTo(target)).status).toBe(400);
      expect((await answerTo(target, 'GET', '/shop')).status).toBe(400);
    },
  );

  it.each(['http://h/admin/panel', 'HTTP://h/admin/panel', '/admin/panel#x', '/%61dmin/panel'])(
    'is recognised by hooks however it is written: %s',
    async (target) => {
      expect((await answerTo(target)).status).toBe(403);
    },
  );

  it('is all of them for OPTIONS *', async () => {
    expect((await answerTo('*', 'OPTIONS')).status).toBe(200);
  });
});
