import { Query } from 'phial';
import { z } from 'zod';

// The messages stand on a page, too, when somebody changes its address by hand.
const page = z.coerce
  .number('The page must be a number.')
  .int('The page must be a whole number.')
  .min(1, 'The first page is 1.')
  .max(1_000_000, 'There are not that many pages.');
const size = z.coerce
  .number('The size must be a number.')
  .int('The size must be a whole number.')
  .min(1, 'A page has 1 post at least.')
  .max(100, 'A page has 100 posts at most.');

/** Which page of the posts: `?page=2`. */
export class Page extends Query(z.object({ page: page.default(1) })) {}

/** Which page, and how long a page is: `?page=2&size=20`. */
export class Paging extends Query(z.object({ page: page.default(1), size: size.default(10) })) {}
