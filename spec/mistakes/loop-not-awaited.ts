// Express: a list is gone through by forEach() with an async function.
// told: warning PH716
// says: Mails.send | gives forEach() an async function | await Promise.all(
// ask: POST /mails to=ada
import { createApp, Post, Request } from 'phial';

class Mails {
  readonly sent: string[] = [];

  @Post('/mails')
  async send(request: Request) {
    const addresses = request.form.getAll('to');
    addresses.forEach(async (address) => { // cure: for (const address of addresses) {
      this.sent.push(await Promise.resolve(address));
    }); // cure: }
    return this.sent;
  }
}

export const app = createApp({ controllers: [Mails] });
