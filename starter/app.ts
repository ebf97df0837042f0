import { createApp } from 'phial';

import { Guestbook } from './guestbook.js';
import { Pages } from './pages.js';

export const app = createApp({ controllers: [Pages], services: [new Guestbook()] });
