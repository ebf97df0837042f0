import { Abort, Controller, ErrorHandler, ValidationError } from 'phial';

/** Errors as RealWorld's clients read them: `{ "errors": { "body": ["article.title: ..."] } }`. */
@Controller()
export class Errors {
  @ErrorHandler(Abort, { scope: 'blueprint' })
  show(error: Abort) {
    return { errors: { body: error instanceof ValidationError ? error.issues.map(messageOf) : [error.message] } };
  }
}

function messageOf({ path, message }: ValidationError['issues'][number]): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
