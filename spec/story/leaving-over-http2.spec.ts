import { connect, constants, type Http2ServerRequest } from 'node:http2';
import { Readable } from 'node:stream';

import { AfterRequest, FromRequest, Get, Response, TeardownRequest, type App, type AppOptions } from 'phial';

import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

/** What has happened, in its order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Connection {
  @FromRequest()
  static make() {
    story.push('acquired');
    return new Connection();
  }

  [Symbol.dispose]() {
    story.push('released');
  }
}

class Pages {
  @Get('/')
  index(_connection: Connection) {
    return 'Hello';
  }
}

class TornDown extends Pages {
  @TeardownRequest()
  tidy() {
    story.push('teardown');
  }
}

class Replaced {
  @Get('/')
  index() {
    story.push('handled');
    return Readable.from(['abc']).on('close', () => story.push('discarded'));
  }

  @AfterRequest()
  replace() {
    return new Response('Another');
  }
}

/** Asks an app over HTTP/2, and resets the stream before any of its own code has run. */
async function askAndLeave(controller: NonNullable<AppOptions['controllers']>[number], last: string): Promise<void> {
  const app: App = quietApp([controller], { fastify: { http2: true } as object });
  app.fastify.addHook('onRequest', async ({ raw }) => {
    stream.close(constants.NGHTTP2_CANCEL);
    await until(() => (raw as unknown as Http2ServerRequest).stream.destroyed);
  });
  const session = connect(await app.run({ port: 0 }));
  const stream = session.request({ ':path': '/' }).on('error', () => {});
  await until(() => story.includes(last));
  session.close();
  await app.close();
}

describe('A client that resets its stream of HTTP/2', () => {
  it('has released what is made for it afterwards', async () => {
    await askAndLeave(Pages, 'released');
    expect(story).toEqual(['acquired', 'released']);
  });

  it('does not keep the teardown hooks from running', async () => {
    await askAndLeave(TornDown, 'released');
    expect([...story].sort()).toEqual(['acquired', 'released', 'teardown']);
  });

  it('has a stream closed that an after-hook replaces', async () => {
    await askAndLeave(Replaced, 'discarded');
    expect(story).toEqual(['handled', 'discarded']);
  });
});
