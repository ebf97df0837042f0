import { Controller, FromRequest, Get } from 'phial';

import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

const BEARER = { type: 'http', scheme: 'bearer' };
const securitySchemes = { token: BEARER, key: BEARER };
const openapi = {
  info: { title: 'Notes', version: '1.0.0' },
  security: [{ token: [] }],
  components: { securitySchemes },
};

class Visitor {
  static openapi = { security: [{ key: [] }] };

  @FromRequest()
  static load() {
    return new Visitor();
  }
}

class Notes {
  @Get('/plain')
  plain() {
    return '';
  }

  @Get('/open', { openapi: { security: [] } })
  open() {
    return '';
  }

  @Get('/visitor')
  visitor(_visitor: Visitor) {
    return '';
  }
}

@Controller('/orders', { openapi: { security: [{ key: [] }] } })
class Orders {
  @Get('/')
  index() {
    return '';
  }
}

describe('The security of the app', () => {
  it('is in the document once, for all that say nothing else', async () => {
    const { security, paths } = await documentOf([Notes, Orders], { openapi } as never);
    expect(security).toEqual([{ token: [] }]);
    expect(paths['/plain'].get).not.toHaveProperty('security');
  });

  it('gives way to a route, a controller and a factory', async () => {
    const { paths } = await documentOf([Notes, Orders], { openapi } as never);
    expect(paths['/open'].get.security).toEqual([]);
    expect(paths['/orders/'].get.security).toEqual([{ key: [] }]);
    expect(paths['/visitor'].get.security).toEqual([{ key: [] }]);
  });

  it('is told to clients, and refuses none: that is for factories and hooks', async () => {
    expect(
      (
        await quietApp([Notes], { openapi } as never)
          .testClient()
          .get('/plain')
      ).status,
    ).toBe(200);
  });
});
