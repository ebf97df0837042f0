import { Form, Json, UploadedFile } from 'phial';
import { z } from 'zod';

import { isPicture, LARGEST_PICTURE } from './pictures.js';

const title = z.string().trim().min(1, 'Title is required.');
const body = z.string().default('');
const picture = z
  .instanceof(UploadedFile)
  .refine(({ size }) => size <= LARGEST_PICTURE, { error: 'The picture has more than 5 MB.', abort: true })
  .refine(isPicture, 'This is no PNG, JPEG, GIF or WebP picture.');

/** What the forms of a post send. */
export class PostForm extends Form(z.object({ title, body, picture: picture.optional() })) {}

/** What the API takes. */
export class NewPost extends Json(z.object({ title, body })) {}
