// Express: a list that the session lacks is begun, and pushed to.
// told: warning PH722
// says: Cart.add: it changes 'cart', which is not in the session | Write session.set('cart', cart)
import { createApp, Post, Session } from 'phial';

class Cart {
  @Post('/cart')
  add(session: Session) {
    const cart = session.get<string[]>('cart') ?? [];
    cart.push('a note');
    // cure: session.set('cart', cart);
    return 'Added.';
  }
}

export const app = createApp({ controllers: [Cart], secretKey: 'a long and random key, of which nobody knows' });
