import { connect } from 'node:http2';
import { text } from 'node:stream/consumers';

import { createApp, Get, Headers, Request } from 'phial';
import { z } from 'zod';

class Sent extends Headers(z.object({ cookie: z.string() })) {}

class Pages {
  @Get('/')
  show(request: Request, { cookie }: Sent) {
    return { header: request.headers.getAll('cookie'), input: cookie, cookies: [...request.cookies] };
  }
}

describe('Cookies over HTTP/2, which sends each as a header', () => {
  const app = createApp({ controllers: [Pages], fastify: { http2: true, logger: false } as object });
  afterAll(() => app.close());

  it('are one header, as over HTTP/1', async () => {
    const session = connect(await app.run({ port: 0 }));
    const answer = await text(session.request({ ':path': '/', cookie: ['a=1', 'b=2', 'c=3'] }));
    session.close();
    const cookies = ['a=1', 'b=2', 'c=3'].map((one) => one.split('='));
    expect(JSON.parse(answer)).toEqual({ header: ['a=1; b=2; c=3'], input: 'a=1; b=2; c=3', cookies });
  });
});
