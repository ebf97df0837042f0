// Go, and others: the status is what a handler returns.
// told: warning PH705
// says: Notes.show: it returns the number 404, which is sent as JSON, with status 200 | makeResponse(body, 404) | abort(404, message)
import { abort, createApp, Get } from 'phial';

const notes: { id: number; text: string }[] = [];

class Notes {
  @Get('/notes/:id')
  show(id: number) {
    const note = notes.find((one) => one.id === id);
    // cure: if (note === undefined) abort(404, 'There is no such note.');
    if (note === undefined) return 404; // cure:
    return note;
  }
}

export const app = createApp({ controllers: [Notes] });
