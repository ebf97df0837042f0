import 'reflect-metadata';

import express, { type Request, type Response } from 'express';
import {
  Controller,
  createParamDecorator,
  Get,
  Header,
  HeaderParam,
  JsonController,
  Param,
  Post,
  QueryParam,
  Req,
  Res,
  useExpressServer,
} from 'routing-controllers';

import { compilePage } from './page.js';
import { HTML_HEADERS, open, PORT, ROWS, sessionCookie, SESSION_HEADERS, setSessionCookie, TITLE } from './shared.js';

const page = compilePage();
const shop = { item: (id: number) => `Item ${id}` };

const Visitor = () =>
  createParamDecorator({ value: ({ request }) => ({ name: (request as Request).get('x-user') ?? 'nobody' }) });
const Locale = () =>
  createParamDecorator({ value: ({ request }) => ({ name: (request as Request).get('accept-language') ?? 'en' }) });

@Controller()
class Pages {
  @Get('/plaintext')
  plaintext(@Res() response: Response) {
    return response.set(HTML_HEADERS).send('Hello, World!');
  }

  @Get('/page')
  page(@Res() response: Response) {
    return response.set(HTML_HEADERS).send(page({ title: TITLE, rows: ROWS }));
  }
}

@JsonController()
class Site {
  @Get('/json')
  @Header('x-content-type-options', 'nosniff')
  json() {
    return { message: 'Hello, World!' };
  }

  @Get('/users/:id')
  @Header('x-content-type-options', 'nosniff')
  user(@Param('id') id: number) {
    return { id, name: `User ${id}` };
  }

  @Get('/search')
  @Header('x-content-type-options', 'nosniff')
  search(@QueryParam('q') q: string, @QueryParam('page') page: number) {
    return { q, page };
  }

  @Get('/session')
  session(@HeaderParam('cookie') cookie: string, @Res() response: Response) {
    const visits = (open(sessionCookie(cookie)).visits ?? 0) + 1;
    return response.set(SESSION_HEADERS).set('set-cookie', setSessionCookie({ visits })).json({ visits });
  }

  @Post('/form')
  @Header('x-content-type-options', 'nosniff')
  form(@Req() request: Request) {
    return request.body as object;
  }

  @Get('/bare')
  @Header('x-content-type-options', 'nosniff')
  bare() {
    return { bare: true };
  }

  @Get('/inject/:id')
  @Header('x-content-type-options', 'nosniff')
  inject(
    @Param('id') id: number,
    @Req() request: Request,
    @Visitor() visitor: { name: string },
    @Locale() locale: { name: string },
  ) {
    return { id, item: shop.item(id), path: request.path, user: visitor.name, locale: locale.name };
  }
}

const app = express().disable('x-powered-by').disable('etag');
app.post('/form', express.urlencoded({ extended: false }));
useExpressServer(app, { controllers: [Pages, Site], validation: false, classTransformer: false });
app.listen(PORT, '127.0.0.1');
