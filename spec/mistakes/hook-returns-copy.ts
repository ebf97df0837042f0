// Redux: a hook returns a changed copy of the response.
// told: request
// says: Notes.mark returned a copy of a Response | return makeResponse(response, status, headers)
// ask: GET /
import { AfterRequest, createApp, Get, makeResponse, Response } from 'phial';

class Notes {
  @AfterRequest()
  mark(response: Response) {
    return { ...response, status: 201 }; // cure: return makeResponse(response, 201);
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
