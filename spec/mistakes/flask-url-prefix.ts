// Flask: a blueprint's prefix is called url_prefix.
// told: compiler, start PH325
// compiler: 'url_prefix' does not exist
// says: shop: url_prefix | prefix
// ask: GET /shop/
import { createApp, Get, type Blueprint } from 'phial';

class Products {
  @Get('/')
  index() {
    return [];
  }
}

const shop: Blueprint = { name: 'shop', controllers: [Products], url_prefix: '/shop' }; // cure: const shop: Blueprint = { name: 'shop', controllers: [Products], prefix: '/shop' };

export const app = createApp({ blueprints: [shop] });
