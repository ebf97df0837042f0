import { Form, Post, Request, UploadedFile } from 'phial';
import { z } from 'zod';

import { warningsOf } from '../support/warnings-of.js';

class Upload extends Form(z.object({ picture: z.instanceof(UploadedFile) })) {}

declare const canvas: { save(path: string): Promise<void> };

class Documents {
  get(_id: number) {
    return canvas;
  }
}

/* eslint-disable @typescript-eslint/no-floating-promises -- the mistake */
describe('A file that is saved', () => {
  it('is warned of when nobody waits for it', () => {
    class Pictures {
      @Post('/one')
      async one(request: Request) {
        request.files.require('picture').save('a');
        return '';
      }

      @Post('/two')
      async two(request: Request) {
        const picture = request.files.get('picture');
        picture?.save('a');
        return '';
      }

      @Post('/all')
      async all(request: Request) {
        for (const picture of request.files.getAll('picture')) picture.save(picture.safeFilename);
        return '';
      }

      @Post('/form')
      async form(upload: Upload) {
        upload.picture.save('a');
        return '';
      }
    }
    const text = (method: string, call: string): string =>
      `Pictures.${method}: it calls ${call}(), which takes time, and goes on without waiting for it. Write await ${call}(path). (PH714)`;
    expect(warningsOf({ controllers: [Pictures] })).toEqual([
      text('one', 'request.files.require(...).save'),
      text('two', 'picture.save'),
      text('all', 'picture.save'),
      text('form', 'upload.picture.save'),
    ]);
  });

  it('is not what is waited for, or something else', () => {
    class Pictures {
      private readonly files = new Documents();

      @Post('/own')
      own(request: Request, _upload: Upload) {
        this.files.get(1).save('a');
        const found = this.files.get(2);
        found.save('b');
        return `${request.files.size}`;
      }

      @Post('/')
      async add(request: Request, upload: Upload) {
        const picture = request.files.require('picture');
        await picture.save('a');
        await Promise.all(request.files.getAll('picture').map((one) => one.save(one.safeFilename)));
        const saved = upload.picture.save('b');
        canvas.save('c');
        return saved.then(() => '');
      }
    }
    expect(warningsOf({ controllers: [Pictures] })).toEqual([]);
  });
});
