// Express: a cookie for all sites is not secure.
// told: start PH409
// says: session.secure | browsers refuse | Leave it out
import { createApp } from 'phial';

export const app = createApp({ session: { sameSite: 'none', secure: false } }); // cure: export const app = createApp({ session: { sameSite: 'none' } });
