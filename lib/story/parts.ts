import type { Command } from '../commands/commands.js';
import { NameWarnings } from '../doctor/name-warnings.js';
import { currentLaunch } from '../plain/launch.js';
import type { Services } from '../injection/services.js';
import type { Logger } from '../plain/logger.js';
import type { Finding } from '../plain/setup-error.js';
import type { Lifecycle } from '../server/lifecycle.js';
import type { Marked } from './marked.js';
import type { Runtime } from './plan.js';

/** What `createApp()` puts an app together of. */
export interface Parts {
  runtime: Runtime;
  lifecycle: Lifecycle;
  /** The app's own, and those of its blueprints. */
  services: Services;
  commands: readonly Command[];
  /** Lists the methods that a marker stands on. */
  marked: (marker: unknown) => Marked[];
  /** Makes the API's document; undefined without one. */
  describeApi: () => Promise<object | undefined>;
  /** Finds names in sources and templates that name nothing. */
  examineNames: () => Finding[];
}

/** What happens when the plugins are loaded: templates are compiled, names looked at, and `@OnStart()` methods run. */
export async function startParts({ runtime, lifecycle, examineNames }: Parts, log: Logger): Promise<void> {
  await runtime.templates.ready();
  // What is only checked is not started, and what was found is told in a list.
  if (currentLaunch()?.mode === 'check') return;
  const names = new NameWarnings(examineNames, (text) => log.warn(text));
  names.tell();
  runtime.templates.onChange = () => names.tell();
  runtime.templates.onObject = (sentence) => log.warn(sentence);
  await lifecycle.start();
}
