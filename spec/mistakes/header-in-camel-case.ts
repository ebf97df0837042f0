// Node: a header is named as JavaScript would write it.
// told: warning PH509
// says: Client: its field 'userAgent' is not what clients call a header | Write the header's own name: 'user-agent'.
import { createApp, Get, Headers } from 'phial';
import { z } from 'zod';

class Client extends Headers(z.object({ userAgent: z.string().optional() })) {} // cure: class Client extends Headers(z.object({ 'user-agent': z.string().optional() })) {}

class Notes {
  @Get('/')
  index(client: Client) {
    return { ...client };
  }
}

export const app = createApp({ controllers: [Notes] });
