import { Form, Json, Query } from 'phial';
import { z } from 'zod';

// The messages are English here: templates translate them, as all else.
const body = z.string().trim().min(1, 'Write something.');
const post = body.max(280, 'That is too long: 280 characters at most.');
const message = body.max(1000, 'That is too long: 1000 characters at most.');
const about = z.string().trim().max(500, 'That is too long: 500 characters at most.');
const page = z.coerce.number().int().min(1).max(1_000_000).default(1);

/** What phial-login's registration asks for beside name and password. */
export class NewMember extends Form(z.object({ mail: z.email('That is not a mail address.') })) {}

export class PostForm extends Form(z.object({ body: post })) {}
export class MessageForm extends Form(z.object({ body: message })) {}
export class AboutForm extends Form(z.object({ about })) {}

/** What the API takes. */
export class NewPost extends Json(z.object({ body: post })) {}
export class NewAbout extends Json(z.object({ about })) {}

/** Which page of a list: `?page=2`. */
export class Paging extends Query(z.object({ page })) {}
export class SearchQuery extends Query(z.object({ q: z.string().trim().max(200).default(''), page })) {}
