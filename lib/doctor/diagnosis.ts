import { randomBytes } from 'node:crypto';

import { secretKeysOf } from '../session/secret-keys.js';
import type { AppOptions } from '../config/config.js';
import { dotEnvWarnings } from '../config/dot-env.js';
import type { Unfolded } from '../blueprints/unfold.js';
import { examine } from './doctor.js';
import { MAKE_A_KEY } from '../session/secret-keys.js';
import { currentLaunch, type PlacedFinding } from '../plain/launch.js';
import { listOf } from '../plain/lists.js';
import { classesOf, placed } from './places.js';
import { SetupError, type Finding } from '../plain/setup-error.js';
import type { Injector } from '../injection/injection.js';
import { checkSchemas } from './schema-doctor.js';
import { sessionWarnings, type SessionOptions } from '../session/session-options.js';
import { limitWarnings } from '../config/limit-warnings.js';
import { checkOptions } from '../config/options.js';
import { checkRouteOptions } from '../config/route-options.js';
import type { ControllerScan } from '../classes/scanner.js';

/**
 * The doctor's findings and those about the options, in one error.
 *
 * @param found what was wrong with the options before they could be looked at
 */
export function diagnose(
  options: AppOptions,
  blueprints: readonly Unfolded[],
  scans: readonly ControllerScan[],
  injector: Injector,
  debug: boolean,
  found: readonly Finding[],
): { secretKeys: string[]; warnings: Finding[] } {
  const { findings, warnings, sessionUser } = examine(options, blueprints, scans, injector);
  warnings.push(
    ...dotEnvWarnings(),
    ...limitWarnings(options),
    ...sessionWarnings(Object(options.session) as SessionOptions),
  );
  const secretKeys = secretKeysOf(options.secretKey);
  if (secretKeys.length === 0 && sessionUser !== undefined) {
    if (debug) {
      secretKeys.push(randomBytes(32).toString('hex'));
      warnings.push(RANDOM_KEY);
    } else {
      findings.push(missingKey(sessionUser));
    }
  }
  const ofRoutes = scans
    .flatMap(({ routes }) => routes)
    .flatMap(({ handler, options: given, controller: { blueprint } }) =>
      checkRouteOptions(blueprint === undefined ? handler : `${blueprint.name}: ${handler}`, given),
    );
  findings.push(...found, ...checkOptions(options, debug), ...ofRoutes, ...checkSchemas(scans, options.openapi));
  currentLaunch()?.check?.found.push(...placedAll(findings, warnings, scans, options));
  if (findings.length > 0) throw new SetupError(findings);
  return { secretKeys, warnings };
}

function placedAll(
  findings: readonly Finding[],
  warnings: readonly Finding[],
  scans: readonly ControllerScan[],
  options: AppOptions,
): PlacedFinding[] {
  const classes = classesOf(scans, listOf(options.services));
  return [...placed(findings, 'error', classes), ...placed(warnings, 'warning', classes)];
}

const RANDOM_KEY: Finding = {
  code: 'PH406',
  who: 'secretKey',
  cause: 'there is no secret key, so that a random one encrypts the sessions: they end with this process',
  cure: 'Set PHIAL_SECRET_KEY.',
};

function missingKey(who: string): Finding {
  return {
    code: 'PH405',
    who,
    cause: 'it declares a Session, and there is no secret key to encrypt it with',
    cure: `Set PHIAL_SECRET_KEY, or pass secretKey to createApp(). Make a key with: ${MAKE_A_KEY}`,
  };
}
