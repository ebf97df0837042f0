// Spring: an object of input is made by hand, of the body.
// told: warning PH724
// says: Notes.create | new NewNote(request.json) | note: NewNote | await NewNote.validate(request)
// ask: POST / {"title": "Hello"}
import { createApp, Get, Json, Post, Request } from 'phial';
import { z } from 'zod';

class NewNote extends Json(z.object({ title: z.string() })) {}

class Notes {
  @Post('/')
  create(request: Request) { // cure: create(note: NewNote) {
    const note = new NewNote(request.json as NewNote); // cure:
    return { title: note.title };
  }

  @Post('/again')
  again(note: NewNote) {
    return { title: note.title };
  }

  @Get('/')
  index() {
    return 'Notes';
  }
}

export const app = createApp({ controllers: [Notes] });
