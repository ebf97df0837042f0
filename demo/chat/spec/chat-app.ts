// The chat as one of several processes, with files of a spec.
import { createChat } from '../create-chat.js';

const { PICTURES } = process.env;

export const app = createChat(PICTURES === undefined ? {} : { pictures: PICTURES });

await app.run();
