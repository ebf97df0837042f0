import { createApp, FromRequest, Get, marker } from 'phial';

const socketMark = marker('Socket');

class Socket {
  static readonly servedBy = "@Socket('/path')";

  @FromRequest()
  static open() {
    return new Socket();
  }
}

class ChatSocket extends Socket {}

describe("A class of another decorator's methods", () => {
  it('is refused in a route like others', () => {
    class Chat {
      @Get('/chat')
      join(socket: ChatSocket) {
        return String(socket);
      }
    }
    expect(() => createApp({ controllers: [Chat], fastify: { logger: false } })).toThrow(
      "Chat.join: parameter 1 (socket): a route like others has no ChatSocket, which methods with @Socket() get\n     Write @Socket('/path') instead of the route's decorator. (PH122)",
    );
  });

  it('is filled in a method with that decorator', async () => {
    class Chat {
      @socketMark()
      @Get('/chat')
      join(socket: Socket) {
        return String(socket instanceof Socket);
      }
    }
    const client = createApp({ controllers: [Chat], fastify: { logger: false } }).testClient();
    expect((await client.get('/chat')).text).toBe('true');
  });
});
