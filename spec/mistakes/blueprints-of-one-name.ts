// Flask: a blueprint is registered twice under one name.
// told: start PH323
// says: shop: two blueprints have this name
// ask: GET /shop/
import { createApp, Get, type Blueprint } from 'phial';

class Products {
  @Get('/')
  index() {
    return [];
  }
}

const shop: Blueprint = { name: 'shop', prefix: '/shop', controllers: [Products] };
const outlet: Blueprint = { ...shop, prefix: '/outlet' }; // cure: const outlet: Blueprint = { ...shop, name: 'outlet', prefix: '/outlet' };

export const app = createApp({ blueprints: [shop, outlet] });
