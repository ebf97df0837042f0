import { Controller, Get } from 'phial';

import { TagsAnswer } from './answers.js';
import { Articles } from './articles.js';

@Controller('/tags', { openapi: { tags: ['Tags'] } })
export class TagApi {
  constructor(private readonly articles: Articles) {}

  @Get('', { response: TagsAnswer, openapi: { operationId: 'GetTags' } })
  async list() {
    return { tags: await this.articles.tags() };
  }
}
