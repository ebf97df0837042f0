import type { AppOptions } from './config.js';
import type { Finding } from '../plain/setup-error.js';

/** Options that are of the right type, and do nothing or something else than was meant. */
export function checkMistakes({ config, fastify }: AppOptions): Finding[] {
  return [...undefinedSettings(config), ...numberOfProxies(fastify?.trustProxy)];
}

/** What to do about an option that belongs elsewhere, before any "did you mean". */
export function misplacedCure(name: string): string | undefined {
  return name === 'port' || name === 'host'
    ? `Write app.run({ ${name}: ${name === 'port' ? '3000' : "'0.0.0.0'"} }), or set PHIAL_${name.toUpperCase()}.`
    : undefined;
}

/** `database: process.env.DATABASE_URL!` of a variable that nobody set. */
function undefinedSettings(config: AppOptions['config']): Finding[] {
  return Object.entries(config ?? {})
    .filter(([, value]) => value === undefined)
    .map(([name]): Finding => ({
      code: 'PH417',
      who: 'config',
      cause: `its '${name}' is undefined`,
      cure: "Set what it is read from, or leave it out. configFromEnv('APP', schema) names all variables that are missing.",
    }));
}

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
