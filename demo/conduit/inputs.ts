import { Json, Query } from 'phial';
import { z } from 'zod';

const required = (most: number) => z.string().trim().min(1, { error: "This can't be empty.", abort: true }).max(most);
const email = z.string().trim().toLowerCase().pipe(z.email('This is not an e-mail address.'));
const password = z.string().min(8, 'A password has 8 characters at least.').max(1000);
/** It stands in an address, where `.` and `..` are folders. */
const username = required(100).regex(/[^.]/, 'A name has more than dots.');
const title = required(300);
const description = required(1000);
const body = required(100_000);
const tagList = z.array(required(100)).max(50).default([]);

export class NewUser extends Json(z.object({ user: z.object({ username, email, password }) })) {}

export class Login extends Json(z.object({ user: z.object({ email: z.string(), password: z.string() }) })) {}

const UserChange = z.object({ username, email, password, bio: z.string().max(10_000), image: z.string().max(2000) });

export class UserUpdate extends Json(z.object({ user: someOf(UserChange) })) {}

export class NewArticle extends Json(z.object({ article: z.object({ title, description, body, tagList }) })) {}

export class ArticleUpdate extends Json(z.object({ article: someOf(z.object({ title, description, body })) })) {}

export class NewComment extends Json(z.object({ comment: z.object({ body }) })) {}

const limit = z.coerce.number().int().min(1).max(100).default(20);
const offset = z.coerce.number().int().min(0).default(0);
const word = z.string().optional();

export class Paging extends Query(z.object({ limit, offset })) {}

export class ArticleQuery extends Query(z.object({ tag: word, author: word, favorited: word, limit, offset })) {}

/** Any of the fields, but one at least. */
function someOf<Shape extends z.ZodRawShape>(fields: z.ZodObject<Shape>) {
  return fields.partial().refine((value) => Object.keys(value).length > 0, 'Say what to change.');
}
