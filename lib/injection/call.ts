import type { Request } from '../request/request.js';

/** A function with its arguments resolved from the request; `given` is the error or the response, where there is one. */
export type Call = (request: Request, given?: unknown) => unknown;
