import { createMicroblog } from './create-microblog.js';

export const app = createMicroblog();

await app.run();
