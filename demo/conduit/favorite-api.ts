import { Controller, Delete, Post } from 'phial';

import { ArticleAnswer } from './answers.js';
import { found } from './article-api.js';
import { Articles } from './articles.js';
import { CurrentUser } from './current-user.js';

/** What one likes. */
@Controller('/articles/:slug/favorite', { openapi: { tags: ['Favorites'], status: 200 } })
export class FavoriteApi {
  constructor(private readonly articles: Articles) {}

  @Post('', { response: ArticleAnswer, openapi: { operationId: 'CreateArticleFavorite' } })
  async add(slug: string, { id }: CurrentUser) {
    await this.articles.favorite((await found(this.articles, slug, id)).id, id);
    return { article: await found(this.articles, slug, id) };
  }

  @Delete('', { response: ArticleAnswer, openapi: { operationId: 'DeleteArticleFavorite' } })
  async remove(slug: string, { id }: CurrentUser) {
    await this.articles.unfavorite((await found(this.articles, slug, id)).id, id);
    return { article: await found(this.articles, slug, id) };
  }
}
