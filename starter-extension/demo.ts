import { Get, createApp, redirect } from 'phial';

import { myExtension } from './src/index.js';

class Home {
  @Get('/')
  home() {
    return redirect('/my-extension/World');
  }
}

/** An app to try it out in: `npm run dev`. */
export const app = createApp({ controllers: [Home], blueprints: [myExtension()] });
