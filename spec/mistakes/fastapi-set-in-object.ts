// FastAPI: a set is a member of what is returned.
// told: compiler, request
// compiler: a Map or Set in it | [...set]
// says: Notes.index | Set
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return { tags: new Set(['a']) }; // cure: return { tags: [...new Set(['a'])] };
  }
}

export const app = createApp({ controllers: [Notes] });
