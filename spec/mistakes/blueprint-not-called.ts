// Flask: an extension's function is given, and not what it returns.
// told: start PH322
// says: blueprints[0] | not a blueprint | Call it: shop()
// ask: GET /shop/
import { createApp, Get, type Blueprint } from 'phial';

class Products {
  @Get('/')
  index() {
    return [];
  }
}

function shop(): Blueprint {
  return { name: 'shop', prefix: '/shop', controllers: [Products] };
}

export const app = createApp({ blueprints: [shop] }); // cure: export const app = createApp({ blueprints: [shop()] });
