import { Controller, Get, Post, Request, Session, abort, makeResponse, redirect, render } from 'phial';
import { Jobs } from 'phial-jobs';

import { Exports } from './exports.js';
import { Member } from './member.js';
import { Words } from './words.js';

/** One's posts as a file. */
@Controller('/exports')
export class ExportPages {
  constructor(
    private readonly exports: Exports,
    private readonly jobs: Jobs,
  ) {}

  @Get('')
  async index({ id }: Member) {
    return render('exports/index', { latest: (await this.exports.latest(id)) ?? null });
  }

  @Post('')
  async start(user: Member, request: Request, session: Session, words: Words) {
    const id = await this.exports.add(user.id);
    if (id === undefined) session.flash(words.say('An export is being made already.'), 'error');
    else await this.jobs.add(Exports, 'make', { id });
    return redirect(request.urlFor('.index'));
  }

  @Get('/:id')
  async download(id: number, user: Member) {
    const found = await this.exports.find(id);
    // Somebody else's is not there, either.
    if (found?.userId !== user.id || found.posts === null) abort(404);
    return makeResponse(found.posts, 200, {
      'Content-Type': 'application/json',
      'Content-Disposition': 'attachment; filename="posts.json"',
    });
  }
}
