// Flask: a login hook in a controller of its own is meant for all routes.
// told: start PH312
// says: Login.check | has none, so that it never runs | @BeforeRequest({ scope: 'app' })
// ask: GET /?user=ada
import { BeforeRequest, createApp, Get, redirect, Request } from 'phial';

class Login {
  @BeforeRequest() // cure: @BeforeRequest({ scope: 'app' })
  check(request: Request) {
    return request.args.has('user') ? undefined : redirect('/login');
  }
}

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Login, Pages] });
