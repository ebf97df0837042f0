export { websocket } from './websocket.js';
export { Socket, type SocketClass } from './socket.js';
export type { Closed, Connection } from './connection.js';
export { Rooms, type RoomsOptions } from './rooms.js';
export type { Publisher, RedisPair, Subscriber } from './redis.js';
export type { WebSocketOptions } from './settings.js';
