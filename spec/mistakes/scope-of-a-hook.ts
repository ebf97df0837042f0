// Nest: a scope that does not exist.
// told: compiler, start PH309
// compiler: "global"
// says: Pages.count | the scope of @BeforeRequest() is 'global' | Write { scope: 'app' }
// ask: GET /
import { BeforeRequest, createApp, Get } from 'phial';

class Pages {
  @BeforeRequest({ scope: 'global' }) // cure: @BeforeRequest({ scope: 'app' })
  count() {
    return undefined;
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Pages] });
