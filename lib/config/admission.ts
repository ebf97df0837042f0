import { isHost, isOrigin } from '../plain/hosts.js';
import type { Finding } from '../plain/setup-error.js';

/** Options of the app that say whose requests are taken. */
export interface AdmissionOptions {
  trustedHosts?: readonly string[];
  trustedOrigins?: readonly string[];
}

/** What is wrong with the options of an `Admission`. */
export function checkAdmission({ trustedHosts, trustedOrigins }: AdmissionOptions): Finding[] {
  return [
    ...checkList(
      'trustedHosts',
      trustedHosts,
      (host) => isHost(host.replace(/^\./, '')),
      'no host',
      "Write a host alone, 'example.com', or '.example.com' for it and all below it.",
    ),
    ...(trustedHosts?.length === 0 ? [NO_HOSTS] : []),
    ...checkList(
      'trustedOrigins',
      trustedOrigins,
      isOrigin,
      'no origin',
      "Write scheme and host alone: 'https://app.example.com'.",
    ),
  ];
}

/** What takes all that come. */
const ANY: Record<string, string> = {
  trustedHosts: 'Leave it out to take any host.',
  trustedOrigins: 'Name each origin, or write csrf: false, on the app or a route, to take writes from any.',
};

const NO_HOSTS: Finding = {
  code: 'PH407',
  who: 'trustedHosts',
  cause: 'it is empty, so that every request would be refused',
  cure: 'Leave it out to take any host.',
};

function checkList(
  who: string,
  list: unknown,
  fits: (entry: string) => boolean,
  what: string,
  cure: string,
): Finding[] {
  if (list === undefined) return [];
  const any: Finding = { code: 'PH407', who, cause: `"*" is ${what}, and stands for no others`, cure: ANY[who]! };
  if (list === '*') return [any];
  if (!Array.isArray(list))
    return [
      {
        code: 'PH407',
        who,
        cause: `it is ${JSON.stringify(list)}, which is no list`,
        cure: `Write a list: [${JSON.stringify(list)}].`,
      },
    ];
  return list
    .filter((entry) => typeof entry !== 'string' || !fits(entry))
    .map((entry): Finding =>
      entry === '*' ? any : { code: 'PH407', who, cause: `${JSON.stringify(entry)} is ${what}`, cure },
    );
}
