// Rails: a handler compares the request's method with a small word.
// told: warning PH720
// says: Notes.edit: it compares request.method with 'post' | Write 'POST'
import { createApp, Request, Route } from 'phial';

class Notes {
  @Route('/edit', ['GET', 'POST'])
  edit(request: Request) {
    // cure: return request.method === 'POST' ? 'Saved.' : 'Edit it.';
    return request.method === 'post' ? 'Saved.' : 'Edit it.'; // cure:
  }
}

export const app = createApp({ controllers: [Notes] });
