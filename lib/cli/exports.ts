import { relative } from 'node:path';

import { frameOf, type Place } from './frames.js';

/** A name that a module imports of Phial, which has none such. */
interface Missing {
  place: Place | undefined;
  cause: string;
  cure: string;
}

const MISSING = /^The requested module '(phial(?:\/[\w/.-]+)?)' does not provide an export named '([\w$]+)'/;

/** The name that kept a module from being linked; undefined for any other error. */
export function missingExport(error: unknown): Missing | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const [, module, name] = MISSING.exec(error.message) ?? [];
  if (module === undefined || name === undefined) return undefined;
  return {
    place: frameOf(error),
    cause: `it imports ${name} from '${module}', which has no such name`,
    cure: cureOf(name),
  };
}

/** The same in a sentence. */
export function explainMissingExport(error: unknown): string | undefined {
  const missing = missingExport(error);
  if (missing === undefined) return undefined;
  const { place, cause, cure } = missing;
  const where = place === undefined ? '' : `${relative('.', place.file)}:${place.line}: `;
  return `${where}${cause}. ${cure} (PH907)`;
}

function cureOf(name: string): string {
  const [, cure] = CURES.find(([names]) => names.test(name)) ?? [];
  return cure ?? "If it is a type alone, write import type { ... }; the package's dist/index.d.ts lists what there is.";
}

const REQUEST = 'Declare a parameter of the class Request: index(request: Request).';

/** What stands for the names of Nest, Express, Fastify and Flask. */
const CURES: readonly (readonly [RegExp, string])[] = [
  [
    /^Injectable$/,
    'A service is an object of any class, without a decorator: createApp({ services: [new NoteStore()] }).',
  ],
  [/^Inject$/, 'Declare the class as the type of a parameter, or write { inject: [...] } in the decorator.'],
  [/^Body$/, 'Write class NewNote extends Json(schema) {}, and take it as a parameter: create(note: NewNote).'],
  [/^(?:Param|Params)$/, "Name the path's variable as a parameter: @Get('/:id') show(id: number)."],
  [
    /^(?:QueryParam|QueryParams)$/,
    'Write class Search extends Query(schema) {}, and take it as a parameter, or read request.args.',
  ],
  [/^Module$/, 'Write createApp({ controllers: [...], services: [...] }), or a Blueprint for a part of the app.'],
  [/^(?:Req|Res|request|req|res|Ip|HostParam)$/, REQUEST],
  [
    /^(?:session|g|current_app)$/,
    'Declare what is needed as a parameter: a Session, an App, or a Request, whose state is what g is in Flask.',
  ],
  [/^(?:HttpCode|Header|HttpStatus)$/, 'Return makeResponse(value, status, headers).'],
  [
    /^(?:UseGuards|UseInterceptors|UsePipes|UseFilters|CanActivate|NestMiddleware)$/,
    'Write a method with @BeforeRequest(), @AfterRequest() or @ErrorHandler() in the controller.',
  ],
  [/^(?:HttpException|HTTPException|\w+Exception)$/, 'Write abort(404, message), or throw new Abort(404, message).'],
  [
    /^(?:Router|Flask|Application|NestFactory|FastifyInstance|fastify|express|default)$/,
    "Write import { createApp } from 'phial', and createApp({ controllers: [...] }).",
  ],
  [/^jsonify$/, 'Return the object itself: it becomes JSON.'],
  [/^make_response$/, 'Write makeResponse.'],
  [/^(?:render_template|renderTemplate|Render)$/, 'Return render(name, values).'],
  [/^(?:url_for|urlFor)$/, 'Write request.urlFor(endpoint), or app.urlFor(endpoint).'],
  [/^flash$/, 'Declare a Session as a parameter, and write session.flash(message).'],
  [/^(?:All|Options|Head)$/, "Write @Route('/path', ['OPTIONS']); HEAD works wherever GET does."],
];
