import { createApp } from 'phial';

import { Api } from './api.js';
import { Guestbook } from './guestbook.js';
import { Pages } from './pages.js';

export const app = createApp({
  // templates/ and static/ lie here, or above when this is the compiled app.js in dist/.
  root: import.meta.dirname,
  controllers: [Pages, Api],
  services: [new Guestbook()],
  openapi: { info: { title: 'Guestbook', version: '1.0.0' }, routes: '/api' },
});
