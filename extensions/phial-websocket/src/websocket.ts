import { SetupError, type App, type Blueprint, type Finding, type Marked } from 'phial';

import { Connection } from './connection.js';
import { Rooms } from './rooms.js';
import { settingsOf, type WebSocketOptions } from './settings.js';
import { socketMark, type SocketMark } from './socket.js';
import { Sockets } from './sockets.js';

/**
 * WebSockets: a blueprint that serves the methods with `@Socket()` of all of the app's controllers.
 *
 * @example
 * ```ts
 * createApp({ blueprints: [websocket()], controllers: [Chat] });
 * ```
 *
 * @throws SetupError for options that there are not, or whose values are wrong
 */
export function websocket(options: WebSocketOptions = {}): Blueprint {
  const sockets = new Sockets(settingsOf(options));
  return {
    name: 'websocket',
    services: [sockets, options.rooms ?? new Rooms()],
    setup(app) {
      const marked = app.marked(socketMark);
      const findings = marked.flatMap(checkParameters);
      if (findings.length > 0) throw new SetupError(findings);
      if (marked.length === 0) return;
      checkPlugins(app);
      sockets.of(app).listen(app);
    },
  };
}

/** Without a socket it would be a route like others, which pages of any site may ask. */
function checkParameters({ who, options: { types, path } }: Marked<SocketMark>): Finding[] {
  if (types === undefined || types.some(isSocket)) return [];
  const cause = `@Socket('${path}') stands on a method that takes no socket`;
  return [{ who, cause, cure: 'Declare a parameter: socket: Socket.' }];
}

function isSocket(type: unknown): boolean {
  return typeof type === 'function' && (type === Connection || type.prototype instanceof Connection);
}

/** Both would answer the same handshakes. */
function checkPlugins({ fastify }: App): void {
  fastify.addHook('onReady', (done) => {
    const isThere = fastify.hasDecorator('websocketServer');
    done(
      isThere
        ? new Error('phial-websocket and @fastify/websocket would answer the same handshakes. Register one.')
        : undefined,
    );
  });
}
