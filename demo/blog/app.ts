import { createBlog } from './create-blog.js';

export const app = createBlog();

await app.run();
