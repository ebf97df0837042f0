// OpenAPI: a response schema refers to one of the document, which it does not hold.
// told: start PH512
// says: Notes.show: its response's schema has a $ref to '#/components/schemas/Author' | Write the schema in its place
import { createApp, Get } from 'phial';
import { z } from 'zod';

const Author = z.object({ name: z.string() }).meta({ id: 'Author' });
const Note = z.object({ author: z.any().meta({ $ref: '#/components/schemas/Author' }) }); // cure: const Note = z.object({ author: Author });

class Notes {
  @Get('/', { response: Note, openapi: { responses: { 404: Author } } })
  show() {
    return { author: { name: 'Ada', password: 'secret' } };
  }
}

export const app = createApp({ controllers: [Notes] });
