// FastAPI: a WebSocket is a parameter of a route like others.
// told: start PH122
// says: Chat.join: parameter 1 (socket) | methods with @Socket() get | Write @Socket('/chat')
import { createApp, FromRequest, Get, marker } from 'phial';

/** As an extension has it. */
const socketMark = marker('Socket');
class Socket {
  static readonly servedBy = "@Socket('/chat')";

  @FromRequest()
  static open() {
    return new Socket();
  }
}

class Chat {
  // cure: @socketMark()
  @Get('/chat')
  join(socket: Socket) {
    return String(socket instanceof Socket);
  }
}

export const app = createApp({ controllers: [Chat] });
