import { Form } from 'phial';
import { z } from 'zod';

const name = z
  .string('Please write your name.')
  .trim()
  .min(1, 'Please write your name.')
  .max(80, 'That is too long for a name.');

/** What the form of the guestbook sends: an input class, made of a schema. */
export class NewSignature extends Form(z.object({ name })) {}
