/** Says in the `config` of a route of Phial's own, which no controller has, what it is for: the log names it so. */
export const SERVED_BY = Symbol('phial.servedBy');

declare module 'fastify' {
  interface FastifyContextConfig {
    /** @internal */
    [SERVED_BY]?: string;
  }
}
