// Flask: debug mode is on in production.
// told: start PH415
// says: debug | NODE_ENV is production | Turn it off
// env: NODE_ENV=production
import { createApp } from 'phial';

export const app = createApp({ debug: true }); // cure: export const app = createApp();
