// OpenAPI: a path that is described by hand has a variable that no parameter describes.
// told: check PH905
// says: app.ts:13: error: GET /old/{id} of openapi: no parameter describes {id}. Add { name: 'id', in: 'path', required: true, schema: { type: 'string' } }. (PH905)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/:id')
  show(id: number) {
    return { id };
  }
}

const info = { title: 'Notes', version: '1.0.0' };
const get = { responses: { 200: { description: 'A note' } } };

export const app = createApp({ controllers: [Notes], openapi: { info, paths: { '/old/{id}': { get } } } }); // cure: export const app = createApp({ controllers: [Notes], openapi: { info } });
