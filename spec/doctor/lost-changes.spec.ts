import { Post, Session } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

const secretKey = 'a long and random key, of which nobody knows';

describe('A list that stands for what the session does not have', () => {
  it('is warned of when it is changed and never set', () => {
    class Cart {
      @Post('/cart')
      add(session: Session) {
        const cart = session.get<number[]>('cart') ?? [];
        cart.push(1);
        return { cart };
      }

      @Post('/totals')
      count(session: Session) {
        const totals = session.get('totals', {} as Record<string, number>);
        totals['notes'] = 1;
        return { totals };
      }
    }
    expect(warningsOf({ controllers: [Cart], secretKey })).toEqual([
      "Cart.add: it changes 'cart', which is not in the session as long as nothing sets it. Write session.set('cart', cart). (PH722)",
      "Cart.count: it changes 'totals', which is not in the session as long as nothing sets it. Write session.set('totals', totals). (PH722)",
    ]);
  });

  it('is fine when it is set, given away, or only read', () => {
    class Cart {
      @Post('/set')
      set(session: Session) {
        const cart = session.get<number[]>('cart') ?? [];
        cart.push(1);
        session.set('cart', cart);
        return 'Set';
      }

      @Post('/given')
      give(session: Session) {
        const cart = session.get<number[]>('cart') ?? [];
        cart.push(1);
        this.keep(session, cart);
        return 'Given';
      }

      @Post('/read')
      read(session: Session) {
        const cart = session.get<number[]>('cart') ?? [];
        const shown: number[] = [];
        shown.push(...cart);
        return { shown };
      }

      private keep(session: Session, cart: number[]): void {
        session.set('cart', cart);
      }
    }
    expect(warningsOf({ controllers: [Cart], secretKey })).toEqual([]);
  });
});
