// Express: a wildcard stands in the middle of a path.
// told: start PH215
// says: Files.edit | cannot be served | end the path with it
// ask: GET /edit/a/b
import { createApp, Get } from 'phial';

class Files {
  @Get('/*/edit') // cure: @Get('/edit/*')
  edit(path: string) {
    return { path };
  }
}

export const app = createApp({ controllers: [Files] });
