import { abort, Controller, Delete, Get, Post, Put, Response } from 'phial';

import { ArticleAnswer, ArticlesAnswer } from './answers.js';
import { Articles } from './articles.js';
import { CurrentUser, Visitor } from './current-user.js';
import { ArticleQuery, ArticleUpdate, NewArticle, Paging } from './inputs.js';

@Controller('/articles', { openapi: { tags: ['Articles'] } })
export class ArticleApi {
  constructor(private readonly articles: Articles) {}

  @Get('', { response: ArticlesAnswer, openapi: { operationId: 'GetArticles' } })
  list({ limit, offset, ...filter }: ArticleQuery, { id }: Visitor) {
    return this.articles.list(filter, { limit, offset }, id);
  }

  @Get('/feed', { response: ArticlesAnswer, openapi: { operationId: 'GetArticlesFeed' } })
  feed({ id }: CurrentUser, page: Paging) {
    return this.articles.feed(page, id);
  }

  @Get('/:slug', { response: ArticleAnswer, openapi: { operationId: 'GetArticle' } })
  async show(slug: string, { id }: Visitor) {
    return { article: await found(this.articles, slug, id) };
  }

  @Post('', { response: ArticleAnswer, openapi: { operationId: 'CreateArticle', status: 201 } })
  async create({ id }: CurrentUser, { article: { tagList, ...draft } }: NewArticle) {
    const slug = await this.articles.add(id, draft, tagList);
    return { article: await found(this.articles, slug, id) };
  }

  @Put('/:slug', { response: ArticleAnswer, openapi: { operationId: 'UpdateArticle', status: 200 } })
  async update(slug: string, author: CurrentUser, { article }: ArticleUpdate) {
    const newSlug = await this.articles.update(await this.own(slug, author), article);
    return { article: await found(this.articles, newSlug, author.id) };
  }

  @Delete('/:slug', { openapi: { operationId: 'DeleteArticle', status: 204 } })
  async delete(slug: string, author: CurrentUser) {
    await this.articles.delete((await this.own(slug, author)).id);
    return new Response(null, { status: 204 });
  }

  private async own(slug: string, { id }: CurrentUser) {
    const article = await found(this.articles, slug, id);
    return article.authorId === id ? article : abort(403, 'Only its author may do that.');
  }
}

/** The article, as a reader sees it, or a 404. */
export async function found(articles: Articles, slug: string, reader: number | undefined) {
  return (await articles.find(slug, reader)) ?? abort(404, `There is no article ${slug}.`);
}
