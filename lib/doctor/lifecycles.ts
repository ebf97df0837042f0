// Nest, Adonis and Angular call methods by their names. Here a name alone says nothing.

/** What to write instead of a method that another framework calls by its name. */
export function strangeLifecycle(name: string): string | undefined {
  const decorator = DECORATORS[name];
  return decorator && `Write ${decorator} before it.`;
}

const DECORATORS: Partial<Record<string, string>> = {
  ...{ onModuleInit: '@OnStart()', onApplicationBootstrap: '@OnStart()', ngOnInit: '@OnStart()' },
  ...{ onModuleDestroy: '@OnStop()', onApplicationShutdown: '@OnStop()', beforeApplicationShutdown: '@OnStop()' },
};
