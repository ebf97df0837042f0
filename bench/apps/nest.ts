import 'reflect-metadata';

import secureSession from '@fastify/secure-session';
import {
  Body,
  Controller,
  createParamDecorator,
  Get,
  Header,
  HttpCode,
  Injectable,
  Module,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Req,
  type ExecutionContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import { compilePage } from './page.js';
import { HTML, KEY, PORT, ROWS, TITLE } from './shared.js';

const page = compilePage();

@Injectable()
class Shop {
  item(id: number) {
    return `Item ${id}`;
  }
}

const Visitor = createParamDecorator((_data: unknown, context: ExecutionContext) => ({
  name: String(context.switchToHttp().getRequest<FastifyRequest>().headers['x-user'] ?? 'nobody'),
}));

const Locale = createParamDecorator((_data: unknown, context: ExecutionContext) => ({
  name: context.switchToHttp().getRequest<FastifyRequest>().headers['accept-language'] ?? 'en',
}));

function HtmlHeaders(): MethodDecorator {
  return (...target) => {
    Header('content-type', HTML)(...target);
    Header('x-content-type-options', 'nosniff')(...target);
    Header('x-frame-options', 'SAMEORIGIN')(...target);
    Header('referrer-policy', 'strict-origin-when-cross-origin')(...target);
  };
}

@Controller()
class Site {
  constructor(private readonly shop: Shop) {}

  @Get('plaintext')
  @HtmlHeaders()
  plaintext() {
    return 'Hello, World!';
  }

  @Get('json')
  @Header('x-content-type-options', 'nosniff')
  json() {
    return { message: 'Hello, World!' };
  }

  @Get('users/:id')
  @Header('x-content-type-options', 'nosniff')
  user(@Param('id', ParseIntPipe) id: number) {
    return { id, name: `User ${id}` };
  }

  @Get('search')
  @Header('x-content-type-options', 'nosniff')
  search(@Query('q') q: string, @Query('page', ParseIntPipe) page: number) {
    return { q, page };
  }

  @Get('session')
  @Header('x-content-type-options', 'nosniff')
  @Header('vary', 'Cookie')
  @Header('cache-control', 'private')
  session(@Req() request: FastifyRequest) {
    const visits = (request.session.get('visits') ?? 0) + 1;
    request.session.set('visits', visits);
    return { visits };
  }

  @Get('page')
  @HtmlHeaders()
  page() {
    return page({ title: TITLE, rows: ROWS });
  }

  @Post('form')
  @HttpCode(200)
  @Header('x-content-type-options', 'nosniff')
  form(@Body() body: object) {
    return body;
  }

  @Get('bare')
  @Header('x-content-type-options', 'nosniff')
  bare() {
    return { bare: true };
  }

  @Get('inject/:id')
  @Header('x-content-type-options', 'nosniff')
  inject(
    @Param('id', ParseIntPipe) id: number,
    @Req() request: FastifyRequest,
    @Visitor() visitor: { name: string },
    @Locale() locale: { name: string },
  ) {
    return {
      id,
      item: this.shop.item(id),
      path: request.url.split('?', 1)[0],
      user: visitor.name,
      locale: locale.name,
    };
  }
}

@Module({ controllers: [Site], providers: [Shop] })
class Main {}

const app = await NestFactory.create<NestFastifyApplication>(Main, new FastifyAdapter(), { logger: false });
await app.register(secureSession as never, { key: KEY, cookie: { path: '/', httpOnly: true, sameSite: 'lax' } });
await app.listen(PORT, '127.0.0.1');
