import { homedir } from 'node:os';
import { join } from 'node:path';
import { start } from 'node:repl';

import { setLaunch } from '../plain/launch.js';
import { findEntry, loadApp } from './entry.js';

/** Opens a prompt in which the app, its services and a test client are at hand, and `await` works. */
export async function openShell(entry: string | undefined): Promise<void> {
  setLaunch({ mode: 'load', options: {} });
  const app = await loadApp(findEntry(entry, 'phial shell src/app.ts'));
  await app.ready();
  // The app is one that can be injected, too.
  const services = app.parts.services.all.filter((service) => service !== app);
  const names = { ...servicesByName(services), app, client: app.testClient() };
  console.log(`At hand: ${Object.keys(names).join(', ')}. Try: await client.get('/')`);
  // A date or bytes of another global object would not be those that the app knows.
  const repl = start({ prompt: 'phial> ', useGlobal: true });
  Object.assign(globalThis, names);
  if (repl.terminal) {
    repl.setupHistory(join(homedir(), '.phial_history'), (error) => {
      if (error !== null) console.error(`phial: the history is not kept: ${error.message}`);
    });
  }
  repl.on('exit', () => void app.close().then(() => process.exit(0)));
}

/** `NoteStore` is `noteStore`; `Fetch` is `fetchService`, since the app itself needs the platform's own, and `Client` is `clientService`. */
function servicesByName(services: readonly object[]): Record<string, object> {
  return Object.fromEntries(
    services.map((service) => {
      const { name } = service.constructor;
      const own = name.charAt(0).toLowerCase() + name.slice(1);
      return [own in globalThis || ['app', 'client'].includes(own) ? `${own}Service` : own, service];
    }),
  );
}
