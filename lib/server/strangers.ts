import { explainMembers, explainSnakeCase } from '../plain/strangers.js';
import { refuseInsideData } from '../response/inside-data.js';

const ROUTES =
  "Write a controller's method with @Get('/path'), @Post('/path') or the like, and createApp({ controllers }).";
const HOOKS =
  'Write a method with @BeforeRequest() or @AfterRequest() in a controller; of all the app, with { scope: "app" }.';
const PLUGINS = 'Give createApp({ plugins }) what is a plugin of Fastify, or call app.fastify.register(plugin).';
const SETTINGS = 'Write createApp({ config: { ... } }), and read app.config.';

const BLUEPRINTS = 'Write createApp({ blueprints: [...] }).';

/** What Express, Fastify, Nest and Flask call the members of an app. */
const NAMES = {
  use: `${HOOKS} A folder of files is createApp({ static }).`,
  all: ROUTES,
  get: ROUTES,
  post: ROUTES,
  put: ROUTES,
  patch: ROUTES,
  delete: ROUTES,
  options: ROUTES,
  route: ROUTES,
  addUrlRule: ROUTES,
  add_url_rule: ROUTES,
  listen: 'Write app.run({ port: 3000 }), or start it by phial run.',
  register: PLUGINS,
  addHook: HOOKS,
  before_request: HOOKS,
  after_request: HOOKS,
  errorhandler: 'Write a method with @ErrorHandler(404, { scope: "app" }) in a controller.',
  setErrorHandler: 'Write a method with @ErrorHandler(Error, { scope: "app" }) in a controller.',
  register_blueprint: BLUEPRINTS,
  registerBlueprint: BLUEPRINTS,
  includeRouter: BLUEPRINTS,
  include_router: BLUEPRINTS,
  mount: BLUEPRINTS,
  request: 'Write app.testClient().get("/path").',
  set: SETTINGS,
  enable: SETTINGS,
  engine: 'Templates are Handlebars, in the folder templates; or write createApp({ templates }).',
  inject: 'Write app.testClient().get("/path").',
};

/** Has the members that an app does not have say what to write. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the class stands above this room
export function explainApp(type: abstract new (...args: any[]) => object): void {
  explainMembers(type, NAMES, 'PH317');
  explainSnakeCase(type, 'app', 'PH317');
  Object.defineProperty(type.prototype, 'toJSON', { value: refuseAsData });
}

/** It holds the settings, which may be secret. */
function refuseAsData(): never {
  refuseInsideData('An App', 'Return what it has, app.config.title for instance.');
}
