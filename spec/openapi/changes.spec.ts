import { Delete, Get, Post } from 'phial';
import { z } from 'zod';

import { changesOf } from '../../lib/openapi/changes.js';
import { changesFrom, type Said } from '../support/changes-from.js';
import { documentOf } from '../support/document-of.js';

const text = z.string();

describe('Between two documents', () => {
  class First {
    @Get('/a', { openapi: { summary: 'One' } })
    a() {
      return '';
    }

    @Delete('/b')
    b() {
      return '';
    }
  }
  class Second {
    @Get('/a', { openapi: { summary: 'Another', deprecated: true, security: [{ token: [] }] } })
    a() {
      return '';
    }

    @Post('/b')
    c() {
      return '';
    }
  }

  it('an operation that is gone breaks clients, and a new one does not', async () => {
    const schemes = { openapi: { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } } };
    const changes = changesOf(await documentOf([First]), await documentOf([Second], schemes as never));
    expect(changes).toEqual([
      { breaks: true, text: 'DELETE /b is gone' },
      { breaks: true, text: 'GET /a: clients show {"token":[]} now' },
      { breaks: false, text: 'GET /a: it is deprecated' },
      { breaks: false, text: 'POST /b is new' },
    ]);
  });

  it.each<[string, Said, Said, string]>([
    [
      'a field of the body that is newly required',
      { body: z.object({ a: text.optional() }) },
      { body: z.object({ a: text }) },
      'breaks: POST /notes/: body.a is required now',
    ],
    [
      'a new field that is required',
      {},
      { body: z.object({ a: text }) },
      'breaks: POST /notes/: body.a is new and required',
    ],
    ['a new field that is not', {}, { body: z.object({ a: text.optional() }) }, 'fits: POST /notes/: body.a is new'],
    [
      'a parameter that is new and required',
      {},
      { query: z.object({ q: text }) },
      "breaks: POST /notes/: the query parameter 'q' is new and required",
    ],
    [
      'a narrower enum of what clients send',
      { body: z.object({ a: z.enum(['x', 'y']) }) },
      { body: z.object({ a: z.enum(['x']) }) },
      'breaks: POST /notes/: body.a cannot be "y" any more',
    ],
    [
      'a wider enum of what clients get',
      { response: z.object({ a: z.enum(['x']) }) },
      { response: z.object({ a: z.enum(['x', 'y']) }) },
      'breaks: POST /notes/: the response 2XX.a may be "y", too',
    ],
    [
      'a wider enum of what clients send',
      { body: z.object({ a: z.enum(['x']) }) },
      { body: z.object({ a: z.enum(['x', 'y']) }) },
      'fits: POST /notes/: body.a may be "y", too',
    ],
    [
      'a field of a response that is gone',
      { response: z.object({ list: z.array(z.object({ a: text })) }) },
      { response: z.object({ list: z.array(z.object({})) }) },
      'breaks: POST /notes/: the response 2XX.list[].a is gone',
    ],
    [
      'another type',
      { response: z.object({ a: text }) },
      { response: z.object({ a: z.boolean() }) },
      'breaks: POST /notes/: the response 2XX.a was string, and is boolean',
    ],
    [
      'a number where a whole one was wanted',
      { body: z.object({ a: z.int().min(0).max(9) }) },
      { body: z.object({ a: z.number().min(0).max(9) }) },
      'fits: POST /notes/: body.a was integer, and is number',
    ],
    [
      'other members that are refused',
      { body: z.object({ a: text }) },
      { body: z.strictObject({ a: text }) },
      'breaks: POST /notes/: body may have no other members any more',
    ],
    [
      'a record of another kind',
      { body: z.object({ a: z.record(text, text) }) },
      { body: z.object({ a: z.record(text, z.boolean()) }) },
      'breaks: POST /notes/: body.a.* was string, and is boolean',
    ],
    [
      'a tuple of another kind',
      { body: z.object({ a: z.tuple([text, text]) }) },
      { body: z.object({ a: z.tuple([text, z.boolean()]) }) },
      'breaks: POST /notes/: body.a.1 was string, and is boolean',
    ],
    [
      'a tighter limit',
      { body: z.object({ a: text.max(10) }) },
      { body: z.object({ a: text.max(5) }) },
      'breaks: POST /notes/: the maxLength of body.a is 5',
    ],
    [
      'null in a response',
      { response: z.object({ a: z.object({ b: text }) }) },
      { response: z.object({ a: z.object({ b: text }).nullable() }) },
      'breaks: POST /notes/: the response 2XX.a was object, and is null or object',
    ],
    [
      'an object of a body that may be null',
      { body: z.object({ a: z.object({ b: text }) }) },
      { body: z.object({ a: z.object({ b: text }).nullable() }) },
      'fits: POST /notes/: body.a was object, and is null or object',
    ],
    [
      'a limited number that may not be null any more',
      { body: z.object({ a: z.int().min(1).nullable() }) },
      { body: z.object({ a: z.int().min(1) }) },
      'breaks: POST /notes/: body.a was integer or null, and is integer',
    ],
    [
      'another default',
      { query: z.object({ page: z.coerce.number().default(1) }) },
      { query: z.object({ page: z.coerce.number().default(2) }) },
      "fits: POST /notes/: the default of the query parameter 'page' is 2",
    ],
    [
      'fewer alternatives of what clients get',
      { response: choices('a', 'b', 'c') },
      { response: choices('a', 'c') },
      'fits: POST /notes/: the response 2XX has fewer alternatives (oneOf)',
    ],
    [
      'fewer alternatives of what clients send',
      { body: z.object({ a: choices('a', 'b', 'c') }) },
      { body: z.object({ a: choices('c', 'a') }) },
      'breaks: POST /notes/: body.a has fewer alternatives (oneOf)',
    ],
  ])('tells %s', async (_what, before, after, told) => {
    expect(await changesFrom(before, after)).toEqual([told]);
  });

  function choices(...kinds: string[]): z.ZodType {
    const objects = kinds.map((kind) => z.object({ kind: z.literal(kind), [kind]: text }));
    return z.discriminatedUnion('kind', objects as never);
  }

  it('says nothing of alternatives in another order', async () => {
    expect(await changesFrom({ response: choices('a', 'b') }, { response: choices('b', 'a') })).toEqual([]);
  });

  it('tells where a recursive schema may be null, and comes to an end', async () => {
    const node = z.object({ name: text, get parent(): z.ZodType { return node.nullable(); } }); // prettier-ignore
    const list = z.object({ name: text, get parent(): z.ZodType { return list; } }); // prettier-ignore
    expect(await changesFrom({ response: node }, { response: node })).toEqual([]);
    expect(await changesFrom({ body: list }, { body: node })).toEqual([
      'fits: POST /notes/: body.parent may be null, too',
    ]);
  });

  it('tells of a recursive schema, and comes to an end', async () => {
    const tree = (name: string): z.ZodType => {
      const node: z.ZodType = z.object({ [name]: text, get children() { return z.array(node); } }); // prettier-ignore
      return node;
    };
    expect(await changesFrom({ response: tree('a') }, { response: tree('b') })).toEqual([
      'breaks: POST /notes/: the response 2XX.a is gone',
      'fits: POST /notes/: the response 2XX.b is new',
    ]);
  });

  it('says nothing where nothing has changed for a client', async () => {
    const said = { body: z.object({ a: text.describe('Old words.') }) };
    expect(await changesFrom(said, { body: z.object({ a: text.describe('New words.') }) })).toEqual([]);
  });
});

describe('Between two documents that are written by hand', () => {
  const content = { 'application/json': {} };
  const text = { 'text/plain': {} };
  const bearer = { type: 'http', scheme: 'bearer' };
  const withBody = (types: object) => ({ paths: { '/a': { post: { requestBody: { content: types } } } } });
  const withAnswer = (types: object) => ({ paths: { '/a': { get: { responses: { 200: { content: types } } } } } });
  const withScheme = (scheme: object) => ({ components: { securitySchemes: { token: scheme } } });
  const secured = (security: object[]) => ({ security, paths: { '/a': { get: {} } } });

  const answers = (responses: object) => ({ paths: { '/a': { get: { responses } } } });
  const of = (schema: object) => ({ content: { 'application/json': { schema } } });
  const [number, any] = [of({ type: 'number' }), of({ type: ['number', 'string'] })];
  const parts = (...allOf: object[]) => answers({ 200: of({ allOf }) });
  const wanted = (...allOf: object[]) => withBody(of({ allOf }).content);
  const [one, other] = [{ minimum: 1 }, { maximum: 5 }];

  it.each<[string, object, object, string[]]>([
    ['a success by its status', answers({ '2XX': number }), answers({ 201: number }), ['fits: GET /a: the response 2XX is 201 now']], // prettier-ignore
    ['a success by several', answers({ '2XX': number }), answers({ 200: number, 201: number }), ['fits: GET /a: the response 2XX is 200 or 201 now']], // prettier-ignore
    ['a success by its status that is another', answers({ '2XX': number }), answers({ 201: any }), ['fits: GET /a: the response 2XX is 201 now', 'breaks: GET /a: the response 201 was number, and is number or string']], // prettier-ignore
    ['a success beside the others', answers({ '2XX': number }), answers({ '2XX': number, 201: any }), ['breaks: GET /a: the response 201 was number, and is number or string']], // prettier-ignore
    ['a success of any status', answers({ 201: number }), answers({ '2XX': number }), ['breaks: GET /a: the response 201 is gone', 'fits: GET /a: the response 2XX is new']], // prettier-ignore
    ['more parts of what is answered', parts(one), parts(one, other), ['fits: GET /a: the response 200 has more parts (allOf)']], // prettier-ignore
    ['fewer parts of what is answered', parts(one, other), parts(one), ['breaks: GET /a: the response 200 has fewer parts (allOf)']], // prettier-ignore
    ['more parts of what is taken', wanted(one), wanted(one, other), ['breaks: POST /a: body has more parts (allOf)']],
    ['fewer parts of what is taken', wanted(one, other), wanted(one), ['fits: POST /a: body has fewer parts (allOf)']],
    ['a media type that is taken, too', withBody(content), withBody({ ...content, ...text }), ['fits: POST /a: body may be text/plain, too']], // prettier-ignore
    ['a media type that is not taken any more', withBody({ ...content, ...text }), withBody(content), ['breaks: POST /a: body is not text/plain any more']], // prettier-ignore
    ['a media type that may be answered, too', withAnswer(content), withAnswer({ ...content, ...text }), ['breaks: GET /a: the response 200 may be text/plain, too']], // prettier-ignore
    ['a media type where none was told', withAnswer({}), withAnswer(content), ['fits: GET /a: the response 200 may be application/json, too']], // prettier-ignore
    ['another way to show a token', withScheme(bearer), withScheme({ type: 'http', scheme: 'basic' }), ["breaks: clients show 'token' in another way"]], // prettier-ignore
    ['another word for it', withScheme(bearer), withScheme({ ...bearer, description: 'Ask us.' }), []],
    ['a security that is new', secured([]), secured([{ token: [] }]), ['breaks: GET /a: clients show {"token":[]} now']], // prettier-ignore
    ['a security to choose', secured([{ token: [] }]), secured([{ token: [] }, { key: [] }]), ['fits: GET /a: clients show {"token":[]} or {"key":[]} now']], // prettier-ignore
    ['one security fewer of those that it wants', secured([{ a: [], b: [] }]), secured([{ a: [] }]), ['fits: GET /a: clients show {"a":[]} now']], // prettier-ignore
    ['one security more that it wants', secured([{ a: [] }]), secured([{ a: [], b: [] }]), ['breaks: GET /a: clients show {"a":[],"b":[]} now']], // prettier-ignore
    ['one scope fewer', secured([{ a: ['r', 'w'] }]), secured([{ a: ['r'] }]), ['fits: GET /a: clients show {"a":["r"]} now']], // prettier-ignore
    ['one scope more', secured([{ a: ['r'] }]), secured([{ a: ['r', 'w'] }]), ['breaks: GET /a: clients show {"a":["r","w"]} now']], // prettier-ignore
    ['a security in another order', secured([{ a: ['r', 'w'], b: [] }]), secured([{ b: [], a: ['w', 'r'] }]), []], // prettier-ignore
    ['a security that need not be shown', secured([{ a: [] }]), secured([{ a: [] }, {}]), ['fits: GET /a: clients show {"a":[]} or nothing now']], // prettier-ignore
    ['a security that has to be shown', secured([{ a: [] }, {}]), secured([{ a: [] }]), ['breaks: GET /a: clients show {"a":[]} now']], // prettier-ignore
    ['no security, said in two ways', secured([]), secured([{}]), []],
    ['another server', { servers: [{ url: '/a' }] }, { servers: [{ url: '/b' }] }, ['fits: it is served at /b']],
  ])('tells of %s', (_what, before, after, told) => {
    const found = changesOf(before as never, after as never);
    expect(found.map(({ breaks, text: sentence }) => `${breaks ? 'breaks' : 'fits'}: ${sentence}`)).toEqual(told);
  });
});
