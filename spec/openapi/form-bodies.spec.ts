import { Form, Post } from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

describe('A form whose lists may be empty', () => {
  class Tags extends Form(z.object({ tags: z.array(z.string()) })) {}
  class Pages {
    @Post('/tags')
    create({ tags }: Tags) {
      return { tags };
    }
  }

  it('need not be sent, as the document says', async () => {
    expect((await quietApp([Pages]).testClient().post('/tags')).json()).toEqual({ tags: [] });
    expect((await documentOf([Pages])).paths['/tags'].post.requestBody.required).toBe(false);
  });
});
