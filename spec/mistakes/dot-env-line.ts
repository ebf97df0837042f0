// YAML: a line of .env has a colon.
// told: warning PH418
// says: .env | line 1
import { createApp } from 'phial';

export const app = createApp();

// file: .env
// APP_NAME: Notes // cure: // APP_NAME=Notes
