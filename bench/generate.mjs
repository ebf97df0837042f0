import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

// Large applications, for what depends on the number of routes. They are written as TypeScript and compiled.

const folder = new URL('generated/', import.meta.url);

/** Writes the source of an application, and gives its path. */
export function generate(name, source) {
  mkdirSync(folder, { recursive: true });
  const path = new URL(`${name}.ts`, folder).pathname;
  writeFileSync(path, source);
  return path;
}

/** Compiles what was generated; its types are of no interest here. */
export function compile() {
  execFileSync('npx', ['tsc', '-p', 'generated.tsconfig.json'], { cwd: import.meta.dirname, stdio: 'inherit' });
}

/**
 * @param loose whether `@Route` is typed as any decorator
 * @param hooked whether all controllers but the first have hooks and a service of their own
 * @param exported whether it is left to `phial run` and others
 */
export function phialApp(controllers, routes, { loose = false, hooked = false, exported = false } = {}) {
  const names = range(controllers).map((index) => `C${index}`);
  return `import { AfterRequest, BeforeRequest, Controller, createApp, Request, Route as TypedRoute, TeardownRequest } from 'phial';
${loose ? 'const Route = TypedRoute as unknown as (path: string, methods?: string[]) => MethodDecorator;' : 'const Route = TypedRoute;'}
${names
  .map(
    (name, index) => `
${hooked ? `class S${index} { value = ${index}; }` : ''}
@Controller('/c${index}')
class ${name} {
${hooked ? `  constructor(readonly service: S${index}) {}` : ''}
${
  hooked && index > 0
    ? `  @BeforeRequest() before() {}
  @AfterRequest() after() {}
  @TeardownRequest() teardown() {}`
    : ''
}
${range(routes)
  .map(
    (route) => `  @Route('/r${route}/:id', ['${route % 4 === 3 ? 'POST' : 'GET'}'])
  r${route}(id: number, request: Request) {
    return { id, method: request.method };
  }`,
  )
  .join('\n')}
}`,
  )
  .join('\n')}

${exported ? 'export ' : ''}const app = createApp({ controllers: [${names.join(', ')}], services: [${hooked ? names.map((_name, index) => `new S${index}()`).join(', ') : ''}], fastify: { logger: false } });
${exported ? '' : 'await app.run({ port: Number(process.env.PORT) });'}
`;
}

export function fastifyApp(controllers, routes) {
  return `import Fastify, { type FastifyRequest } from 'fastify';
type WithId = FastifyRequest<{ Params: { id: string } }>;
const toNumber = (text: string) => (/^\\d+$/.test(text) ? Number(text) : undefined);
const app = Fastify();
${range(controllers)
  .map(
    (index) => `
await app.register(async (scope) => {
${range(routes)
  .map(
    (route) => `  scope.${route % 4 === 3 ? 'post' : 'get'}('/r${route}/:id', (request: WithId, reply) => {
    const id = toNumber(request.params.id);
    if (id === undefined) return void reply.callNotFound();
    reply.send({ id, method: request.method });
  });`,
  )
  .join('\n')}
}, { prefix: '/c${index}' });`,
  )
  .join('\n')}
await app.listen({ port: Number(process.env.PORT) });
`;
}

export function nestApp(controllers, routes) {
  const names = range(controllers).map((index) => `C${index}`);
  return `import 'reflect-metadata';
import { Controller, Get, Module, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
${names
  .map(
    (name, index) => `
@Controller('c${index}')
class ${name} {
${range(routes)
  .map(
    (route) => `  @${route % 4 === 3 ? 'Post' : 'Get'}('r${route}/:id')
  r${route}(@Param('id', ParseIntPipe) id: number, @Req() request: FastifyRequest) {
    return { id, method: request.method };
  }`,
  )
  .join('\n')}
}`,
  )
  .join('\n')}

@Module({ controllers: [${names.join(', ')}] })
class Main {}

const app = await NestFactory.create(Main, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env.PORT), '127.0.0.1');
`;
}

function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}
