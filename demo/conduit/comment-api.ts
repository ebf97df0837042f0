import { abort, Controller, Delete, Get, Post, Response } from 'phial';

import { CommentAnswer, CommentsAnswer } from './answers.js';
import { found } from './article-api.js';
import { Articles } from './articles.js';
import { Comments } from './comments.js';
import { CurrentUser, Visitor } from './current-user.js';
import { NewComment } from './inputs.js';

@Controller('/articles/:slug/comments', { openapi: { tags: ['Comments'] } })
export class CommentApi {
  constructor(
    private readonly articles: Articles,
    private readonly comments: Comments,
  ) {}

  @Get('', { response: CommentsAnswer, openapi: { operationId: 'GetArticleComments' } })
  async list(slug: string, { id }: Visitor) {
    const article = await found(this.articles, slug, id);
    return { comments: await this.comments.of(article.id, id) };
  }

  @Post('', { response: CommentAnswer, openapi: { operationId: 'CreateArticleComment', status: 200 } })
  async create(slug: string, author: CurrentUser, { comment: { body } }: NewComment) {
    const article = await found(this.articles, slug, author.id);
    const id = await this.comments.add(article.id, author.id, body);
    return { comment: await this.comments.find(article.id, id, author.id) };
  }

  @Delete('/:id', { openapi: { operationId: 'DeleteArticleComment', status: 204 } })
  async delete(slug: string, id: number, author: CurrentUser) {
    const article = await found(this.articles, slug, author.id);
    const comment = (await this.comments.find(article.id, id, author.id)) ?? abort(404, `There is no comment ${id}.`);
    if (comment.authorId !== author.id) abort(403, 'Only its author may do that.');
    await this.comments.delete(id);
    return new Response(null, { status: 204 });
  }
}
