// Python: a generator factory returns what it makes.
// told: start PH121
// says: Transaction.open: it is a generator, and yields nothing | Write yield new Transaction(...) | or leave the * out, and return it
import { createApp, FromRequest, Get } from 'phial';

class Transaction {
  readonly lines: string[] = [];

  @FromRequest()
  static *open() {
    return new Transaction(); // cure: yield new Transaction();
  }
}

class Notes {
  @Get('/')
  index(transaction: Transaction) {
    return transaction.lines;
  }
}

export const app = createApp({ controllers: [Notes] });
