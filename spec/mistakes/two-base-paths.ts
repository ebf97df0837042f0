// Flask: APPLICATION_ROOT says something else than the URL of the site.
// told: start PH225
// says: basePath | the path of baseUrl is '/shop' | Leave basePath out
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
  baseUrl: 'https://example.com/shop', // cure: baseUrl: 'https://example.com',
  basePath: '/blog',
});
