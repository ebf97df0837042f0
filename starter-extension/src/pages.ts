import { Controller, Get, render } from 'phial';

import { Settings } from './settings.js';

@Controller()
export class Pages {
  constructor(private readonly settings: Settings) {}

  @Get('/:name')
  show(name: string) {
    return render('my-extension/greeting', { greeting: this.settings.greeting, name });
  }
}
