import { Post, Request } from 'phial';

import { quietApp } from '../support/quiet-app.js';

describe('A member that an uploaded file does not have', () => {
  it.each([
    ['originalname', 'file.filename'],
    ['buffer', 'await file.bytes()'],
    ['mv', 'await file.save(path)'],
    ['content_type', 'file.mimetype'],
  ])('is an error that says what to write: %s', async (name, cure) => {
    class Files {
      @Post('/')
      create(request: Request) {
        const file = request.files.get('picture') as unknown as Record<string, unknown>;
        return String(file[name]);
      }
    }
    const client = quietApp([Files]).testClient({ throwErrors: true });
    const files = { picture: { filename: 'a.txt', content: 'Hello' } };
    await expect(client.post('/', { files })).rejects.toThrow(`has no member '${name}'. Write ${cure}.`);
  });
});
