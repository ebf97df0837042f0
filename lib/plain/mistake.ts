import type { Finding } from './setup-error.js';

/** A finding of which is not known yet who has it. */
export type Mistake = Omit<Finding, 'who'>;
