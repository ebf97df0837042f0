import { Get, marker, type InferOutput, type RouteDecorator, type RouteOptions, type StandardSchema } from 'phial';

import { Connection } from './connection.js';

/** What `app.marked()` tells of a method with `@Socket()`. */
export interface SocketMark {
  path: string;
  /** The types of its parameters, where they are known. */
  types: readonly unknown[] | undefined;
}

export const socketMark = marker<SocketMark>('Socket');

type ConnectionClass<Message> = (abstract new (
  ...args: ConstructorParameters<typeof Connection>
) => Connection<Message>) &
  (new (...args: ConstructorParameters<typeof Connection>) => Connection<Message>);

/** What `Socket` is: a decorator, and the class of the parameter. */
export interface SocketClass {
  /**
   * Serves a path with WebSockets. The method has a parameter of the class `Socket`, and others by the one rule.
   *
   * @param path as of `@Get()`, with the prefix of its controller and blueprint
   */
  <const Path extends string>(path: Path, options?: Pick<RouteOptions, 'inject' | 'config'>): RouteDecorator<Path>;
  new (...args: ConstructorParameters<typeof Connection>): Connection;
  readonly prototype: Connection;
  /**
   * Makes a class whose messages are JSON that a schema has checked. One that is not valid closes the socket, with 1007.
   *
   * @example
   * ```ts
   * class ChatSocket extends Socket.of(z.object({ text: z.string() })) {}
   * ```
   */
  of<Schema extends StandardSchema>(schema: Schema): ConnectionClass<InferOutput<Schema>>;
}

/** A WebSocket, whose messages are text or bytes. */
export type Socket = Connection;

/**
 * As a decorator, serves a path with WebSockets; as a class, one of them.
 *
 * @example
 * ```ts
 * class Echo {
 *   @Socket('/echo')
 *   async echo(socket: Socket) {
 *     for await (const message of socket) await socket.send(message);
 *   }
 * }
 * ```
 */
export const Socket = socketOrDecorator as unknown as SocketClass;

function socketOrDecorator(...args: unknown[]): unknown {
  if (new.target !== undefined) return Reflect.construct(Connection, args, new.target) as Connection;
  return decorator(args[0], args[1] as Parameters<SocketClass>[1]);
}

Object.defineProperty(socketOrDecorator, 'name', { value: 'Socket' });
// A class that extends Connection, written as a function, since a class cannot be called.
Object.setPrototypeOf(socketOrDecorator, Connection);
socketOrDecorator.prototype = Object.create(Connection.prototype, {
  constructor: { value: socketOrDecorator },
}) as object;
Object.assign(socketOrDecorator, {
  of(schema: StandardSchema) {
    return class extends Connection<unknown> {
      protected static override schema = schema;
    };
  },
});

function decorator(path: unknown, options: RouteOptions = {}): RouteDecorator<string> {
  if (typeof path !== 'string')
    throw new TypeError("@Socket() takes a path: write @Socket('/chat'), or @Socket('') for the controller's prefix.");
  const route = Get(path, { ...options, openapi: false }) as (...args: unknown[]) => void;
  return (target: object, name: string | symbol, descriptor: PropertyDescriptor) => {
    route(target, name, descriptor);
    // Read here: the compiler has written them down by now, whose decorator is the first to run.
    socketMark({ path, types: options.inject ?? typesOf(target, name) })(target, name, descriptor);
  };
}

/** What `emitDecoratorMetadata` writes down. */
function typesOf(target: object, name: string | symbol): unknown[] | undefined {
  const reflect = Reflect as unknown as { getOwnMetadata(key: string, target: object, name: string | symbol): unknown };
  return reflect.getOwnMetadata('design:paramtypes', target, name) as unknown[] | undefined;
}
