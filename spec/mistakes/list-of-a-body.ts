// FastAPI: the class of a list is taken for the list.
// told: compiler, warning PH718
// compiler: Property 'length' does not exist on type 'Tags'
// says: Notes.tag | by tags.length | Write tags.value.length
// ask: POST /tags ["red"]
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

class Tags extends Json(z.array(z.string())) {}

class Notes {
  @Post('/tags')
  tag(tags: Tags) {
    return { count: tags.length }; // cure: return { count: tags.value.length };
  }
}

export const app = createApp({ controllers: [Notes] });
