/** Options of a compiler that lets nothing pass: programs that people copy meet those of any project. */
export const STRICTEST = {
  target: 'ES2022',
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  noImplicitOverride: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  noEmit: true,
};
