// Java: an error handler declares another error than its decorator names.
// told: start PH120
// says: Shop.soldOut: parameter 1 (error) | @ErrorHandler(NotFound) gives a NotFound | is not of the class OutOfStock | @ErrorHandler(OutOfStock)
// ask: GET /
import { createApp, ErrorHandler, Get } from 'phial';

class NotFound extends Error {}
class OutOfStock extends Error {
  product = 'tea';
}

class Shop {
  @Get('/')
  index() {
    return ['tea'];
  }

  @Get('/tea')
  tea(): string {
    throw new OutOfStock();
  }

  @ErrorHandler(NotFound) // cure: @ErrorHandler(OutOfStock)
  soldOut(error: OutOfStock) {
    return `No ${error.product}`;
  }
}

export const app = createApp({ controllers: [Shop] });
