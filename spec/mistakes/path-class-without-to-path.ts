// Flask: a converter has to_python(), and to_url() is forgotten.
// told: start PH224
// says: Posts.show: parameter 1 (slug) | toPath() | Write toPath(): string { ... } in Slug
// ask: GET /posts/a-b
import { createApp, Get } from 'phial';

class Slug {
  constructor(readonly text: string) {}

  static fromPath(text: string) {
    return /^[a-z-]+$/.test(text) ? new Slug(text) : undefined;
  }
  // cure: toPath() {
  // cure:   return this.text;
  // cure: }
}

class Posts {
  @Get('/posts/:slug')
  show(slug: Slug) {
    return slug.text;
  }
}

export const app = createApp({ controllers: [Posts] });
