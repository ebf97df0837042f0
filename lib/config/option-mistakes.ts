import type { AppOptions } from './config.js';
import type { Finding } from '../plain/setup-error.js';

/** Options that are of the right type, and do nothing or something else than was meant. */
export function checkMistakes({ config, fastify }: AppOptions): Finding[] {
  return [...unsetSettings(config), ...numberOfProxies(fastify?.trustProxy)];
}

/** What to do about an option that belongs elsewhere, before any "did you mean". */
export function misplacedCure(name: string): string | undefined {
  return name === 'port' || name === 'host'
    ? `Write app.run({ ${name}: ${name === 'port' ? '3000' : "'0.0.0.0'"} }), or set PHIAL_${name.toUpperCase()}.`
    : undefined;
}

/** `database: process.env.DATABASE_URL!` of a variable that nobody set, or `Number()` of it. */
function unsetSettings(config: AppOptions['config']): Finding[] {
  return unsetIn(config ?? {}, '').map(([name, value]): Finding => ({
    code: 'PH417',
    who: 'config',
    cause: `its '${name}' is ${String(value)}`,
    cure: "Set what it is read from, or leave it out. configFromEnv('APP', schema) names all variables that are missing.",
  }));
}

/** Also in objects, which settings may be put together by; what has a class of its own knows itself what it holds. */
function unsetIn(settings: object, within: string): [name: string, value: unknown][] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    const name = `${within}${key}`;
    if (value === undefined || Number.isNaN(value)) return [[name, value]];
    const isOne = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    return isOne && within.length < DEEPEST ? unsetIn(value, `${name}.`) : [];
  });
}

/** Characters: an object may hold itself. */
const DEEPEST = 100;

function numberOfProxies(trustProxy: unknown): Finding[] {
  if (typeof trustProxy !== 'number' || trustProxy === 0) return [];
  return [
    {
      code: 'PH413',
      who: 'fastify',
      cause: `its trustProxy is ${trustProxy}, and Fastify trusts nobody for a number`,
      cure: "Name the proxy's address, trustProxy: '127.0.0.1', or write true when nothing but the proxy can reach the app.",
    },
  ];
}
