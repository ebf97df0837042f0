import type { FastifyInstance } from 'fastify';
import { createApp } from '../../lib/index.js';

// Fastify's compilers of schemas are loaded with the first of them (lib/plain/schema-compilers.ts), and are Fastify's own.
describe('A route of a plugin', () => {
  function clientOf(plugin: (fastify: FastifyInstance) => Promise<void>, fastify: object = {}) {
    return createApp({ plugins: [plugin], fastify: { logger: false, ...fastify } }).testClient();
  }

  it('has its query checked and made numbers of', async () => {
    const client = clientOf(async (scope) => {
      const querystring = { type: 'object', properties: { page: { type: 'integer' } } };
      scope.get('/list', { schema: { querystring } }, ({ query }) => query);
    });
    expect((await client.get('/list?page=2')).json()).toEqual({ page: 2 });
    expect((await client.get('/list?page=two')).status).toBe(400);
  });

  it('may spell the names of headers as it likes', async () => {
    const client = clientOf(async (scope) => {
      const headers = {
        type: 'object',
        required: ['X-Api-Key'],
        properties: { 'X-Api-Key': { type: 'string', minLength: 3 } },
      };
      scope.get('/keyed', { schema: { headers } }, () => 'in');
    });
    expect((await client.get('/keyed', { headers: { 'x-api-key': 'abcd' } })).status).toBe(200);
    expect((await client.get('/keyed', { headers: { 'x-api-key': 'ab' } })).status).toBe(400);
    expect((await client.get('/keyed')).status).toBe(400);
  });

  it('has what it sends cut to its schema', async () => {
    const client = clientOf(async (scope) => {
      const response = { 200: { type: 'object', properties: { name: { type: 'string' } } } };
      scope.get('/me', { schema: { response } }, () => ({ name: 'Ada', password: 'secret' }));
    });
    expect((await client.get('/me')).text).toBe('{"name":"Ada"}');
  });

  it('may name schemas that were added, in its scope alone', async () => {
    const client = clientOf(async (scope) => {
      scope.addSchema({ $id: 'name', type: 'string', minLength: 2 });
      await scope.register(async (inner) => {
        const querystring = { type: 'object', properties: { name: { $ref: 'name#' } } };
        inner.get('/named', { schema: { querystring } }, () => 'in');
      });
    });
    expect((await client.get('/named?name=Ada')).status).toBe(200);
    expect((await client.get('/named?name=A')).status).toBe(400);
  });

  it('is checked as the options for ajv say', async () => {
    const plugin = async (scope: FastifyInstance): Promise<void> => {
      const body = { type: 'object', properties: { count: { type: 'integer' } } };
      scope.post('/count', { schema: { body } }, (request) => request.body);
    };
    const strict = clientOf(plugin, { ajv: { customOptions: { coerceTypes: false } } });
    expect((await strict.post('/count', { json: { count: '1' } })).status).toBe(400);
    expect((await clientOf(plugin).post('/count', { json: { count: '1' } })).json()).toEqual({ count: 1 });
  });

  it('may have compilers of the user', async () => {
    const buildValidator = () => () => () => ({ error: new Error('Nobody gets in.') });
    const client = clientOf(
      async (scope) => {
        scope.get('/shut', { schema: { querystring: { type: 'object' } } }, () => 'in');
      },
      { schemaController: { compilersFactory: { buildValidator } } },
    );
    expect((await client.get('/shut')).status).toBe(400);
  });
});
