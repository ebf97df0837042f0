// Express: a hook of all the app reads a body, as a middleware does.
// told: start PH218
// says: Hooks.check | it takes Signed, a JSON body | runs for Notes.index too | which serves GET
// ask: GET /
import { BeforeRequest, createApp, Get, Json, Post, abort } from 'phial';
import { z } from 'zod';

class Signed extends Json(z.object({ token: z.string() })) {}

class Hooks {
  @BeforeRequest({ scope: 'app' }) // cure: @Post('/check')
  check({ token }: Signed) {
    if (token !== 'sesame') abort(403);
    return 'checked';
  }
}

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

void [BeforeRequest, Post];
export const app = createApp({ controllers: [Hooks, Notes] });
