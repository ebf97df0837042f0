// JavaScript: a member is misspelt, and nobody checks the types.
// told: check PH903
// says: app.ts:6: error: TS2551: Property 'lenght' does not exist on type 'string'. Did you mean 'length'? Mend the types: the compiler tells the same with npx tsc --noEmit. (PH903)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/:name')
  show(name: string) {
    return { size: name.lenght }; // cure: return { size: name.length };
  }
}

export const app = createApp({ controllers: [Notes] });
