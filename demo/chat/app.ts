import { createChat } from './create-chat.js';

export const app = createChat();

await app.run();
