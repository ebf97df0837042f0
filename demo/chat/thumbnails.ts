import { basename } from 'node:path';

import { Job } from 'phial-jobs';
import { Rooms } from 'phial-websocket';
import sharp from 'sharp';

import { Pictures } from '../blog/pictures.js';
import { Messages, shown } from './messages.js';

/** Pixels that a thumbnail has at most on each side. */
const SIZE = 320;

/** Small pictures of large ones. */
export class Thumbnails {
  constructor(
    private readonly pictures: Pictures,
    private readonly messages: Messages,
    private readonly rooms: Rooms,
  ) {}

  /** Makes the thumbnail of a message, and shows it to the room. A second time it makes the same file. */
  @Job('pictures', { attempts: 3 })
  async make({ id }: { id: number }): Promise<void> {
    const message = await this.messages.find(id);
    if (message?.picture == null) return;
    const thumbnail = `${basename(message.picture)}.small.webp`;
    const small = sharp(this.pictures.path(message.picture)).autoOrient().resize(SIZE, SIZE, { fit: 'inside' });
    await small.webp().toFile(this.pictures.path(thumbnail));
    await this.messages.setThumbnail(id, thumbnail);
    await this.rooms.broadcast(message.room, { message: shown({ ...message, thumbnail }) });
  }
}
