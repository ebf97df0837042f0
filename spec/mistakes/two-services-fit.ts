// Nest: two objects fit the class that is declared.
// told: start PH109
// says: Notes | 2 services are instances of Mailer: Smtp and Silent | a class that only one of them has
// ask: GET /
import { Controller, createApp, Get } from 'phial';

abstract class Mailer {
  abstract send(text: string): string;
}
class Smtp extends Mailer {
  send(text: string) {
    return `sent ${text}`;
  }
}
class Silent extends Mailer {
  send() {
    return 'kept';
  }
}

@Controller()
class Notes {
  constructor(private readonly mailer: Mailer) {}

  @Get('/')
  index() {
    return this.mailer.send('Hello');
  }
}

export const app = createApp({
  controllers: [Notes],
  services: [new Smtp(), new Silent()], // cure: services: [process.env['SMTP'] ? new Smtp() : new Silent()],
});
