// OpenAPI: a route wants a scheme of security that the document does not tell of.
// told: check PH906
// says: app.ts:13: error: GET / of openapi: its security names 'tokn', which is not a scheme of the document. Add it: openapi: { components: { securitySchemes: { tokn: { type: 'http', scheme: 'bearer' } } } }. Did you mean 'token'? (PH906)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/', { openapi: { security: [{ tokn: [] }] } }) // cure: @Get('/', { openapi: { security: [{ token: [] }] } })
  index() {
    return [];
  }
}

const info = { title: 'Notes', version: '1.0.0' };
const components = { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } };

export const app = createApp({ controllers: [Notes], openapi: { info, components } });
