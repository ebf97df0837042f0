// Java: an error handler declares a subclass of what it handles.
// told: warning PH120
// says: Notes.refuse: parameter 1 (error) | gives each Abort | Write @ErrorHandler(ValidationError)
// ask: GET /
import { Abort, createApp, ErrorHandler, Get, ValidationError } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ErrorHandler(Abort) // cure: @ErrorHandler(ValidationError)
  refuse(error: ValidationError) {
    return { issues: error.issues };
  }
}

void Abort;
export const app = createApp({ controllers: [Notes] });
