// FastAPI: the API has no title.
// told: compiler, start PH503
// compiler: 'title' does not exist in type 'OpenApiOptions'
// says: openapi | no info with a title and a version | info: { title: 'Notes', version: '1.0.0' }
import { createApp } from 'phial';

export const app = createApp({ openapi: { title: 'Notes' } }); // cure: export const app = createApp({ openapi: { info: { title: 'Notes', version: '1.0.0' } } });
