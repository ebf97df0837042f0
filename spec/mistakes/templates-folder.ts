// Flask: the folder of the templates does not exist.
// told: start PH416
// says: templates | there is no folder | Make it, or name another
import { createApp } from 'phial';

export const app = createApp({ templates: 'views' }); // cure: export const app = createApp({ templates: 'pages' });

// file: pages/index.hbs
// Hello
