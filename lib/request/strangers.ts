import { explainMembers, explainSnakeCase } from '../plain/strangers.js';
import type { Request } from './request.js';

/** What Express, Koa, Fastify, Django, Laravel and the web call the members of a request. Not Koa's href: Node asks any value for it. */
const NAMES = {
  query: 'Write request.args, as in request.args.get("page").',
  querystring: 'Write request.args.',
  body: 'Write request.json, request.form, request.data for text or request.bytes; or declare a class of Json() or Form().',
  text: 'Write request.data, which is text and no function.',
  arrayBuffer: 'Write request.bytes, which is a Buffer and no function.',
  formData: 'Write request.form and request.files, which are no functions.',
  param: 'Declare the variable as a parameter of the handler, or write request.params.',
  get: 'Write request.headers.get(name).',
  header: 'Write request.headers.get(name).',
  cookie: 'Write request.cookies.get(name).',
  file: 'Write request.files.get(name).',
  ip: 'Write request.remoteAddr.',
  hostname: 'Write request.host, which has the port, too.',
  originalUrl: 'Write request.fullPath, or request.url with scheme and host.',
  protocol: 'Write request.scheme.',
  secure: 'Write request.isSecure.',
  response: 'Declare a Response in a method with @AfterRequest(), or return makeResponse(value, status, headers).',
  g: 'Write request.state.',
  locals: 'Write request.state.',
  signedCookies: 'Write app.unsign(request.cookies.get(name)).',
  flash: 'Declare a Session, and write session.flash(message).',
  isAuthenticated: 'Write a class CurrentUser with @FromRequest(), and declare it as a parameter.',
  view_args: 'Declare the variable as a parameter of the handler, or write request.params.',
  socket: 'Write request.environ.request.socket.',
  connection: 'Write request.environ.request.socket.',
  is: 'Write request.mimetype, or request.isJson.',
  nextUrl: 'Write request.url, request.path or request.args.',
  input: 'Write request.form.get(name), or request.json for the whole body.',
  POST: 'Write request.form.',
  GET: 'Write request.args.',
  FILES: 'Write request.files.',
  COOKIES: 'Write request.cookies.',
  META: 'Write request.headers, or request.environ.request.raw.',
  get_json: 'Write request.json, which is a value and no function.',
  raw: 'Write request.environ.request.raw.',
  req: "Write request.environ.request, which is Fastify's.",
  res: 'Return a Response from the handler. environ.reply is there, too, for what only Fastify can do.',
};

/** Has the members that a request does not have say what to write. */
export function explainRequest(type: typeof Request): void {
  explainMembers(type, NAMES);
  explainSnakeCase(type, 'request');
}
