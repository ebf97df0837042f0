// Flask: a decorator has no brackets, like @before_request.
// told: compiler, start PH310
// compiler: Did you mean to call it first
// says: Pages | @BeforeRequest stands there without brackets | Write @BeforeRequest()
// ask: GET /
import { BeforeRequest, createApp, Get } from 'phial';

class Pages {
  @BeforeRequest // cure: @BeforeRequest()
  count() {
    return undefined;
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Pages] });
