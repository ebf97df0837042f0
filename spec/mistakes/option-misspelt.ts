// Flask: an option is misspelt.
// told: compiler, start PH402
// compiler: 'secretkey' does not exist
// says: createApp() | 'secretkey' | Did you mean 'secretKey'?
import { createApp } from 'phial';

export const app = createApp({ secretkey: 'a key of this program alone' }); // cure: export const app = createApp({ secretKey: 'a key of this program alone' });
