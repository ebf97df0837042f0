// Express: the rest of a path is written as :path*.
// told: start PH211
// says: Files.show | has ':path*' | Write '*'
// ask: GET /files/notes/first.txt
import { createApp, Get } from 'phial';

class Files {
  @Get('/files/:path*') // cure: @Get('/files/*')
  show(path: string) {
    return { path };
  }
}

export const app = createApp({ controllers: [Files] });
