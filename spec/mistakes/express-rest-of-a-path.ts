// Express: the rest of a path is written as :path(.*).
// told: warning PH226
// says: Files.show | '(.*)' | ends before the next slash | Write '*'
// ask: GET /files/notes/first.txt
import { createApp, Get } from 'phial';

class Files {
  @Get('/files/:path(.*)') // cure: @Get('/files/*')
  show(path: string) {
    return { path };
  }
}

export const app = createApp({ controllers: [Files] });
