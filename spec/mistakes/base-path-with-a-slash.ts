// Express, Vite: the base of an app is written with a slash at its end.
// told: start PH223
// says: basePath: "/blog/" | Write '/blog'
// ask: GET /blog/notes
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/notes')
  index(request: Request) {
    return { url: request.urlFor('.index') };
  }
}

export const app = createApp({
  controllers: [Notes],
  basePath: '/blog/', // cure: basePath: '/blog',
});
