// Nest: services have the decorator @Injectable().
// told: compiler, start
// compiler: has no exported member 'Injectable'
// says: Injectable
import { createApp, Injectable } from 'phial';

@Injectable()
class NoteStore {}

export const app = createApp({ services: [new NoteStore()] });
