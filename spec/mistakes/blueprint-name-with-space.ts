// Flask: a blueprint's name has a space.
// told: start PH324
// says: its name is 'my shop'
// ask: GET /
import { createApp, Get, type Blueprint } from 'phial';

class Products {
  @Get('/')
  index() {
    return [];
  }
}

const shop: Blueprint = { name: 'my shop', controllers: [Products] }; // cure: const shop: Blueprint = { name: 'my-shop', controllers: [Products] };

export const app = createApp({ blueprints: [shop] });
