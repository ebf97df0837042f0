// Flask: the methods are an option, methods=['POST'].
// told: compiler, start PH201
// compiler: methods
// says: Notes.create | an object where its HTTP methods should be | The options come third
// ask: POST /notes
import { createApp, Route } from 'phial';

class Notes {
  @Route('/notes', { methods: ['POST'] }) // cure: @Route('/notes', ['POST'])
  create() {
    return 'Saved.';
  }
}

export const app = createApp({ controllers: [Notes] });
