// Nest: services are called providers.
// told: compiler, start PH402
// compiler: 'providers' does not exist
// says: createApp() | 'providers'
import { createApp } from 'phial';

class NoteStore {}

export const app = createApp({ providers: [new NoteStore()] });
