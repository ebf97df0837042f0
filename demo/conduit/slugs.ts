import { randomBytes } from 'node:crypto';

/** `GET /articles/feed` is another page. */
const RESERVED = ['feed'];

/** What stands for a title in an address: its letters and digits, of whatever script. */
export function slugOf(title: string): string {
  const words =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-') || 'article';
}

/** Slugs to try one after the other, since each is given once. */
export function* slugsFor(title: string): Generator<string> {
  const slug = slugOf(title);
  if (!RESERVED.includes(slug)) yield slug;
  while (true) yield `${slug}-${randomBytes(4).toString('hex')}`;
}
