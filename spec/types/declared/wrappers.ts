import {
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  Controller,
  createApp,
  Delete,
  ErrorHandler,
  FromRequest,
  Get,
  OnStart,
  OnStop,
  Patch,
  Post,
  Put,
  render,
  Route,
  TeardownRequest,
  TemplateHelper,
  type Request,
} from 'phial';

// Functions around Phial's, whose types the compiler finds and writes down.

export const MyGet = (path: string) => Get(path);

export const AdminGet = <const P extends string>(path: P) => Get(path);

export const AdminRoute = <const P extends string>(path: P, methods: string[]) => Route(`/admin${path}`, methods);

export const GetAndPost = <P extends string>(path: P) => [Route(path, ['GET', 'POST']), Get(path)] as const;

export function Api(name: string) {
  return Controller(`/api/${name}`, { name });
}

export const AppBefore = () => BeforeRequest({ scope: 'app' });

export const Guarded = (): MethodDecorator => BeforeRequest();

export const page = (name: string, values: Record<string, unknown>) => render(name, values);

export const pageOf = <Values extends object>(values: Values) => render('page', values);

export const Verbs = { read: Get, add: Post, change: Put, amend: Patch, remove: Delete };

export const Hooks = [AfterRequest(), TeardownRequest(), ContextProcessor(), OnStart(), OnStop()];

export const Missing = () => ErrorHandler(404);

export const Helper = (name: string) => TemplateHelper(name);

export const Factory = () => FromRequest();

export const makeApp = () => createApp({ controllers: [Admin] });

export const makeClient = () => makeApp().testClient();

export const ask = () => makeClient().get('/');

export const words = (request: Request) => ({
  args: request.args,
  form: request.form,
  files: request.files,
  headers: request.headers,
  cookies: request.cookies,
  authorization: request.authorization,
});

@Controller('/admin')
export class Admin {
  @AdminGet('/users/:id')
  user(id: number) {
    return { id };
  }

  @AppBefore()
  @Guarded()
  guard(request: Request) {
    return request.isSecure ? undefined : page('page', {});
  }

  @Verbs.add('/users/:id')
  add(id: number) {
    return pageOf({ id });
  }

  @MyGet('/users/:id/posts/:slug')
  post(id: number, slug: string) {
    return { id, slug };
  }

  @AdminRoute('/:section', ['GET'])
  section(section: string) {
    return section;
  }
}
