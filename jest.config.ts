/**
 * Node 20 cannot read TypeScript itself; later ones do, and need no loader.
 * @jest-config-loader esbuild-register
 */
import type { Config } from 'jest';

// What the core is made of. CI measures how much of it the specs run, and asks for 95 %: see .ci/coverage.mjs.
const MEASURED = ['story', 'errors', 'session', 'injection'];

const config: Config = {
  testEnvironment: 'node',
  // Specs that start processes share two cores with all others.
  testTimeout: 60_000,
  // Most of them wait for processes that they have started: Jest would leave one core out.
  maxWorkers: '100%',
  // Jest never frees the ES modules of a spec: a worker that has grown is replaced before the next.
  workerIdleMemoryLimit: '1500MB',
  roots: ['<rootDir>/spec', '<rootDir>/demo', '<rootDir>/extensions'],
  testMatch: ['**/*.spec.ts'],
  // V8's own would slow down all code, these only what is measured.
  coverageProvider: 'babel',
  coverageReporters: ['text', 'json-summary'],
  collectCoverageFrom: MEASURED.map((room) => `lib/${room}/**/*.ts`),
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^phial$': '<rootDir>/lib/index.ts',
    '^(phial-[a-z-]+)$': '<rootDir>/extensions/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // Two packages that CommonJS ones require() are ES modules, which Jest's require() does not take.
  transformIgnorePatterns: ['/node_modules/(?!(?:.+/)?(?:content-disposition|cookie)/)'],
  transform: {
    'node_modules/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default config;
