// Express: several processes keep their sessions in memory.
// told: start PH410
// says: session.store | one of several | FileSessionStore
import cluster from 'node:cluster'; // cure:
import { createApp, FileSessionStore, MemorySessionStore } from 'phial';

// What phial run --workers 2 makes of each process.
Object.assign(cluster, { isWorker: true }); // cure:
const store = new MemorySessionStore(); // cure: const store = new FileSessionStore({ folder: 'sessions' });
export const app = createApp({ session: { store } });
Object.assign(cluster, { isWorker: false }); // cure:
