// Flask: the prefix and the path have a variable of one name.
// told: start PH208
// says: Comments.show | has the variable 'id' twice | a name of its own
// ask: GET /notes/1/comments/2
import { Controller, createApp, Get } from 'phial';

@Controller('/notes/:id') // cure: @Controller('/notes/:noteId')
class Comments {
  @Get('/comments/:id')
  show(noteId: number, id: number) {
    return { noteId, id };
  }
}

export const app = createApp({ controllers: [Comments] });
