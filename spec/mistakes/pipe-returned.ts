// Express: a stream is sent through another, by pipe().
// told: warning PH723
// says: Files.packed: it returns what pipe() gives | Write return pipeline(source, target, () => {})
import { createReadStream } from 'node:fs';
// cure: import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';

import { createApp, Get } from 'phial';

class Files {
  @Get('/packed')
  packed() {
    // cure: return pipeline(createReadStream('app.ts'), createGzip(), () => {});
    return createReadStream('app.ts').pipe(createGzip()); // cure:
  }
}

export const app = createApp({ controllers: [Files] });
