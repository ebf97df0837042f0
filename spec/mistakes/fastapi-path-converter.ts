// FastAPI: the rest of a path is written as {path:path}.
// told: start PH211
// says: Files.show | has '{path:path}' | Write '*'
import { createApp, Get } from 'phial';

class Files {
  @Get('/files/{path:path}')
  show(path: string) {
    return { path };
  }
}

export const app = createApp({ controllers: [Files] });
