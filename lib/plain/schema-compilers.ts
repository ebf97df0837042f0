import { createRequire } from 'node:module';

type Compilers = Record<'buildValidator' | 'buildSerializer', (...given: unknown[]) => never>;

/**
 * Fastify's own compilers of JSON schemas, loaded with the first schema that a route or a plugin has: ajv and
 * fast-json-stringify are nearly half of the code that Fastify loads, and most apps of Phial have no schema of that kind.
 */
export class LateCompilers {
  #loaded: Compilers | undefined;
  #isTaken = false;

  /**
   * Fastify takes them, and then looks whether there were any: those of a user have to spell the names of headers as Node
   * does, and for its own it does so itself. Of the class, for Fastify reads all that an object has once more, as its
   * `initialConfig`.
   */
  get compilersFactory(): Partial<Compilers> {
    if (this.#isTaken) return {};
    this.#isTaken = true;
    return {
      buildValidator: (...given) => this.#load().buildValidator(...given),
      buildSerializer: (...given) => this.#load().buildSerializer(...given),
    };
  }

  #load(): Compilers {
    return (this.#loaded ??= loadCompilers());
  }
}

/** `bundle.mjs` writes a `require()` here, which bundlers follow. The file is loaded by then: Fastify itself requires it. */
function loadCompilers(): Compilers {
  const { buildSchemaController } = createRequire(import.meta.url)('fastify/lib/schema-controller') as {
    buildSchemaController: () => { opts: { compilersFactory: Compilers } };
  };
  return buildSchemaController().opts.compilersFactory;
}
