// Flask: a file is sent as_attachment.
// told: compiler, request
// compiler: as_attachment
// says: sendFile('app.ts') has no option 'as_attachment' | download
// ask: GET /
import { createApp, Get, sendFile } from 'phial';

class Notes {
  @Get('/')
  index() {
    return sendFile('app.ts', { as_attachment: true }); // cure: return sendFile('app.ts', { download: true });
  }
}

export const app = createApp({ controllers: [Notes] });
