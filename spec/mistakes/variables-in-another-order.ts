// FastAPI: parameters are named like the variables, in another order.
// told: start PH210
// says: Comments.show: parameter 1 (commentId) | would get the variable 'id' | in the order of the path: id, commentId
// ask: GET /notes/1/comments/2
import { createApp, Get } from 'phial';

class Comments {
  @Get('/notes/:id/comments/:commentId')
  show(commentId: number, id: number) { // cure: show(id: number, commentId: number) {
    return { id, commentId };
  }
}

export const app = createApp({ controllers: [Comments] });
