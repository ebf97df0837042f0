import { Abort, Controller, ErrorHandler, Request, render } from 'phial';

/** Errors as pages, for people; the API's stay `application/problem+json`. */
@Controller()
export class ErrorPages {
  @ErrorHandler(Abort, { scope: 'app' })
  show(error: Abort, request: Request) {
    // Thrown again, it gets the answer that it would have had without this handler.
    if (request.prefersJson) throw error;
    const isOurs = error.status >= 500;
    return render('error', { status: error.status, message: isOurs ? 'Something went wrong.' : error.message });
  }
}
