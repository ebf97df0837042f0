import { Abort, Controller, ErrorHandler, Request, ValidationError, render } from 'phial';

/** Errors as pages of the blog, for people; programs get Phial's `application/problem+json`. */
@Controller()
export class ErrorPages {
  @ErrorHandler(Abort, { scope: 'app' })
  show(error: Abort, request: Request) {
    // Thrown again, it gets the answer that it would have had without this handler.
    if (request.prefersJson) throw error;
    const title = TITLES[error.status] ?? error.title;
    return render('error', { status: error.status, title, messages: messagesOf(error) });
  }
}

/** What a visitor can do something with: our own words where the error's are for developers. */
function messagesOf(error: Abort): string[] {
  if (error instanceof ValidationError) return error.issues.map(({ message }) => message);
  const words = WORDS[error.status];
  if (words !== undefined) return [words];
  return [error.message === error.title ? (ALONE[error.status] ?? '') : error.message];
}

/** In place of HTTP's own, where those are for developers. */
const TITLES: Partial<Record<number, string>> = {
  413: 'Too Large',
  422: 'That Does Not Fit',
  500: 'Something Went Wrong',
};

/** Said whatever the error's message is. */
const WORDS: Partial<Record<number, string>> = {
  400: 'Your browser has sent something that we cannot read. Go back and try again.',
  405: 'This address has no page of its own.',
  413: 'That was too much at once. A picture may have 5 MB.',
  500: 'It is not your fault. We will look into it; please try again later.',
  503: 'Something that we need is not there at the moment. Please try again in a minute.',
};

/** Said when the error has no message. */
const ALONE: Partial<Record<number, string>> = {
  403: 'Only its author may do that.',
  404: 'There is nothing at this address.',
};
