import { Form, UploadedFile } from 'phial';
import { Socket } from 'phial-websocket';
import { z } from 'zod';

import { isPicture, LARGEST_PICTURE } from '../blog/pictures.js';

/** It stands in an address. */
const room = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z\d-]{1,30}$/, 'A room is called by letters, digits and hyphens, 30 at most.');
const name = z.string().trim().min(1, 'Say your name.').max(30, 'A name has 30 characters at most.');
const text = z.string().trim().min(1).max(2000);

export class Entry extends Form(z.object({ name, room })) {}

export class ChatSocket extends Socket.of(z.object({ text })) {}

const picture = z
  .instanceof(UploadedFile, { error: 'Choose a picture.' })
  .refine(({ size }) => size <= LARGEST_PICTURE, { error: 'The picture has more than 5 MB.', abort: true })
  .refine(isPicture, 'This is not a PNG, JPEG, GIF or WebP picture.');

export class NewPicture extends Form(z.object({ picture })) {}

export function isRoom(value: string): boolean {
  return room.safeParse(value).data === value;
}
