import type { App } from 'phial';

/** Milliseconds that methods have to finish when the app is closed: as many as requests. */
const GRACE = 10_000;

/** The methods that have a socket, and are not done: what follows their loops may need all of the app's services. */
export class AtWork {
  readonly #methods = new Map<Promise<void>, string>();
  #deadline = Infinity;

  /** An app that closes waits for them, before its services and the plugins that it was given are closed. */
  finishIn(app: App): void {
    app.fastify.addHook('preClose', (done) => {
      this.#deadline = performance.now() + GRACE;
      done();
    });
    // The hooks of what is loaded last run first. Fastify lets a preClose hook take no more than `pluginTimeout`.
    void app.fastify.register((scope, _options, loaded) => {
      scope.addHook('onClose', () => this.#finish(app));
      loaded();
    });
  }

  /** @param path for the message */
  note(path: string, ended: Promise<void>): void {
    this.#methods.set(ended, path);
    void ended.then(() => this.#methods.delete(ended));
  }

  async #finish({ log }: App): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#deadline - performance.now());
    });
    await Promise.race([Promise.all(this.#methods.keys()), late]);
    clearTimeout(timer);
    if (this.#methods.size === 0) return;
    const left = [...new Set(this.#methods.values())].join(', ');
    log.warn(`The time to finish is up, and services are closed while methods still run that have sockets: ${left}.`);
  }
}
