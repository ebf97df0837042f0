// Flask: a handler takes one of the path's two variables.
// told: compiler, start PH209
// compiler: has the path variables id, commentId
// says: Comments.show: parameter 1 (commentId) takes a path variable | has 2: id, commentId | or none
// ask: GET /notes/1/comments/2
import { createApp, Get } from 'phial';

class Comments {
  @Get('/notes/:id/comments/:commentId')
  show(commentId: number) { // cure: show(id: number, commentId: number) {
    return { commentId }; // cure: return { id, commentId };
  }
}

export const app = createApp({ controllers: [Comments] });
