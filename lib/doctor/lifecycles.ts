// Nest, Adonis and Angular call methods by their names. Here a name alone says nothing.

/** What to write instead of a method that another framework calls by its name. */
export function strangeLifecycle(name: string): string | undefined {
  if (name === 'canActivate') return GUARD;
  return Object.hasOwn(DECORATORS, name) ? `Write ${DECORATORS[name]} before it.` : undefined;
}

const GUARD =
  "Write a method with @BeforeRequest({ scope: 'app' }) in a controller, which calls abort(403) to refuse; or a class whose @FromRequest() method does, and declare it.";

const DECORATORS: Partial<Record<string, string>> = {
  ...{ onModuleInit: '@OnStart()', onApplicationBootstrap: '@OnStart()', ngOnInit: '@OnStart()' },
  ...{ onModuleDestroy: '@OnStop()', onApplicationShutdown: '@OnStop()', beforeApplicationShutdown: '@OnStop()' },
};
