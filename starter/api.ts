import { Controller, Get, abort } from 'phial';
import { z } from 'zod';

import { Guestbook } from './guestbook.js';

const Names = z.object({ names: z.array(z.string()) });
const Name = z.object({ name: z.string() });

/** JSON for programs, described at /docs. */
@Controller('/api')
export class Api {
  constructor(private readonly guestbook: Guestbook) {}

  @Get('/names', { response: Names, summary: 'All who have signed' })
  list() {
    return { names: this.guestbook.names };
  }

  /** A variable of the path, converted by its declared type. */
  @Get('/names/:number', { response: Name, summary: 'One of them, by number' })
  read(number: number) {
    return { name: this.guestbook.names[number - 1] ?? abort(404, `Nobody has signed as number ${number}.`) };
  }
}
