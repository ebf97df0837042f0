import {
  abort,
  AfterRequest,
  Controller,
  Get,
  Post,
  redirect,
  render,
  Request,
  Response,
  sendFile,
  Session,
} from 'phial';
import { Jobs } from 'phial-jobs';
import { Rooms, Socket } from 'phial-websocket';

import { LARGEST_PICTURE, Pictures } from '../blog/pictures.js';
import { Guest } from './guest.js';
import { ChatSocket, Entry, isRoom, NewPicture } from './inputs.js';
import { Messages, shown } from './messages.js';
import { Presence } from './presence.js';
import { Thumbnails } from './thumbnails.js';

/** Room for a picture. A little more than is allowed gets a message, much more a 413. */
const limits = { multipart: LARGEST_PICTURE + 1024 * 1024 };

@Controller()
export class Chat {
  constructor(
    private readonly rooms: Rooms,
    private readonly messages: Messages,
    private readonly presence: Presence,
    private readonly pictures: Pictures,
  ) {}

  /** Pages run their own script, and none that somebody has smuggled in. */
  @AfterRequest()
  protect(response: Response) {
    response.headers.set('Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'");
  }

  @Get('/')
  async index(session: Session) {
    return render('index', { name: session.get('name', ''), room: 'lobby', rooms: await this.presence.rooms() });
  }

  @Post('/')
  async enter(request: Request, session: Session) {
    const { value, issues, errors, values } = await Entry.validate(request);
    if (issues) return render('index', { ...values, errors, rooms: await this.presence.rooms() });
    session.set('name', value.name);
    return redirect(request.urlFor('chat.show', { room: value.room }));
  }

  @Get('/rooms/:room')
  show(room: string, { name }: Guest) {
    if (!isRoom(room)) abort(404);
    return render('room', { room, name });
  }

  /** What was said comes first, and once: a page that connects again tells by the ids what it has. */
  @Socket('/rooms/:room/socket')
  async talk(room: string, { name }: Guest, socket: ChatSocket) {
    if (!isRoom(room)) abort(404);
    this.rooms.join(room, socket);
    await this.presence.enter(room, socket.id, name);
    try {
      for (const message of await this.messages.last(room)) await socket.send({ message: shown(message) });
      await this.tellWhoIsHere(room);
      for await (const { text } of socket) await this.say({ room, name, text });
    } finally {
      await this.presence.leave(socket.id);
      await this.tellWhoIsHere(room);
    }
  }

  @Post('/rooms/:room/pictures', { limits })
  async upload(room: string, { name }: Guest, { picture }: NewPicture, jobs: Jobs) {
    if (!isRoom(room)) abort(404);
    const { id } = await this.say({ room, name, text: '', picture: await this.pictures.add(picture) });
    await jobs.add(Thumbnails, 'make', { id });
    return new Response(null, { status: 204 });
  }

  @Get('/messages/:id/picture')
  async picture(_guest: Guest, id: number) {
    const message = await this.messages.find(id);
    return sendFile(this.pictures.path(message?.picture ?? abort(404)));
  }

  @Get('/messages/:id/thumbnail')
  async thumbnail(_guest: Guest, id: number) {
    const message = await this.messages.find(id);
    return sendFile(this.pictures.path(message?.thumbnail ?? abort(404)));
  }

  /** Kept first: who misses it gets it when they connect again. */
  private async say(message: Parameters<Messages['add']>[0]) {
    const kept = await this.messages.add(message);
    await this.rooms.broadcast(kept.room, { message: shown(kept) });
    return kept;
  }

  private async tellWhoIsHere(room: string) {
    await this.rooms.broadcast(room, { here: await this.presence.names(room) });
  }
}
