import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { App, TestResponse } from 'phial';

import { createConduit } from '../create-conduit.js';
import { Database } from '../database.js';

/** A client of the API, with the token of a user or with none. */
export class Reader {
  readonly #client;

  constructor(
    app: App,
    readonly token?: string,
  ) {
    this.#client = app.testClient();
  }

  async ask(method: 'get' | 'post' | 'put' | 'delete', path: string, json?: unknown): Promise<TestResponse> {
    const headers = this.token === undefined ? {} : { authorization: `Token ${this.token}` };
    return this.#client[method](`/api${path}`, { headers, ...(json !== undefined && { json }) });
  }

  /** What a GET answers. */
  async get<Answer>(path: string): Promise<Answer> {
    return (await this.ask('get', path)).json<Answer>();
  }

  async write(title: string, tagList: string[] = []): Promise<Article> {
    const article = { title, description: `About ${title}`, body: `All of ${title}`, tagList };
    return (await this.ask('post', '/articles', { article })).json<{ article: Article }>().article;
  }
}

/** An API with an empty database, which is gone after the last spec of the file, and a second connection to it. */
export async function openConduit() {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-'));
  const path = join(folder, 'conduit.sqlite');
  const app = createConduit({ database: path, secretKey: 'a secret of the specs' });
  await app.ready();
  const database = new Database(path);
  afterAll(async () => {
    await app.close();
    database.close();
    await rm(folder, { recursive: true });
  });
  /** Somebody who has registered. Their password is `open sesame`. */
  const registered = async (username: string) => {
    const user = { username, email: `${username}@example.com`, password: 'open sesame' };
    const answer = await new Reader(app).ask('post', '/users', { user });
    return new Reader(app, answer.json<{ user: User }>().user.token);
  };
  return { app, database, anybody: new Reader(app), registered };
}

/** The errors that a response tells. */
export function errorsOf({ json }: TestResponse): string[] {
  return json<{ errors: { body: string[] } }>().errors.body;
}

export interface User {
  email: string;
  token: string;
  username: string;
  bio: string;
  image: string;
}

export interface Profile {
  username: string;
  bio: string;
  image: string;
  following: boolean;
}

export interface Article {
  slug: string;
  title: string;
  description: string;
  body: string;
  tagList: string[];
  createdAt: string;
  updatedAt: string;
  favorited: boolean;
  favoritesCount: number;
  author: Profile;
}

export interface Articles {
  articles: Article[];
  articlesCount: number;
}

export interface Comment {
  id: number;
  body: string;
  author: Profile;
}
