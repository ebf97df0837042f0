// Flask: the folder comes first, as in send_from_directory().
// told: compiler, request
// compiler: has no properties in common with type 'SendFileOptions'
// says: Papers.show failed | write sendFile('a.pdf', { folder: 'papers' })
// ask: GET /papers/a.pdf
import { createApp, Get, sendFile } from 'phial';

class Papers {
  @Get('/papers/:name')
  show(name: string) {
    return sendFile('papers', name); // cure: return sendFile(name, { folder: 'papers' });
  }
}

export const app = createApp({ controllers: [Papers] });

// file: papers/a.pdf
// %PDF
