import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';

import { createApp, Get, type App } from 'phial';

import { loggedBy } from '../support/log-of.js';

class Notes {
  @Get('/notes')
  index() {
    return [];
  }
}

describe('A method that Node does not know, over HTTP/2', () => {
  let app: App;
  let session: ClientHttp2Session;
  let log: ReturnType<typeof loggedBy>;

  beforeEach(async () => {
    log = loggedBy();
    app = createApp({ controllers: [Notes], fastify: { http2: true, logger: log.logger } as object });
    session = connect(await app.run({ port: 0 }));
  });

  afterEach(async () => {
    session.close();
    await app.close();
  });

  function headersOf(path: string): Promise<IncomingHttpHeaders & { ':status'?: number }> {
    return new Promise((resolve, reject) => {
      session.request({ ':path': path, ':method': 'BREW' }).on('response', resolve).on('error', reject).resume();
    });
  }

  it('is a 405 where another is allowed', async () => {
    expect(await headersOf('/notes')).toMatchObject({ ':status': 405, allow: 'GET, HEAD, OPTIONS' });
  });

  it('is a 404 where nothing is, of which the log says nothing', async () => {
    expect((await headersOf('/nowhere'))[':status']).toBe(404);
    expect(log.entries).toEqual([]);
  });

  it('is a 400 where the path cannot be read, as with any other method', async () => {
    expect((await headersOf('/notes/%zz'))[':status']).toBe(400);
  });
});
