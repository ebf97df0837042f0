// Flask: a hook keeps the user in a field, as in g.
// told: warning PH703
// says: Pages.load | it sets this.user | request.state
// ask: GET /
import { BeforeRequest, createApp, Get, Request } from 'phial';

declare module 'phial' {
  interface RequestState {
    user?: string;
  }
}

class Pages {
  private user = ''; // cure:

  @BeforeRequest()
  load(request: Request) {
    this.user = request.args.get('user', 'Guest'); // cure: request.state.user = request.args.get('user', 'Guest');
  }

  @Get('/')
  index(request: Request) {
    return `Hello ${this.user} at ${request.path}`; // cure: return `Hello ${request.state.user} at ${request.path}`;
  }
}

export const app = createApp({ controllers: [Pages] });
