import { createConduit } from './create-conduit.js';

export const app = createConduit();

await app.run();
