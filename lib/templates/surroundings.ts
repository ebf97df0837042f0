import type { Request } from '../request/request.js';
import type { ServingApp } from '../request/serving.js';

/** What helpers know besides their arguments: Handlebars' `data`, which it copies for each block, and so is small. */
export interface Surroundings {
  /** The values of the template, `@root`. */
  root: object;
  /** Undefined in `app.render()`. */
  request?: Request;
  /** The app, in `app.render()` alone. */
  serving?: ServingApp;
}

/** @throws Error naming the helper, where there is no request */
export function requestFor(helper: string, { request }: Surroundings): Request {
  if (request !== undefined) return request;
  throw new Error(
    `The template helper '${helper}' needs a request, and app.render() has none. Ask first, {{#if request}}...{{/if}}, or write await request.render().`,
  );
}
