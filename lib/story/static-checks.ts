import { finished } from 'node:stream';

import { noteFailure } from '../errors/failures.js';
import type { StaticChecks } from '../files/static.js';
import { Request } from '../request/request.js';
import { breakOff } from '../server/break-off.js';
import { givesWay } from './elsewhere.js';
import { planForOthers } from './missing.js';
import type { Runtime } from './plan.js';
import type { Planner } from './planner.js';

/** What the static files, which do not take the road of a request, ask of those who know it. */
export function staticChecksOf(planner: Planner, runtime: Runtime): StaticChecks {
  const { admission, routes } = runtime;
  return {
    refuse: (request) => admission.refuse(request, false),
    givesWay: (path) => givesWay(path, routes),
    watch(request, reply, body) {
      finished(body, { writable: false }, (error) => {
        // Before the first byte it is answered, and a client that left is none.
        if (error == null || !reply.raw.headersSent || reply.raw.destroyed) return;
        noteFailure(new Request(planForOthers(planner, runtime, request), request, reply), error, WHILE_SENT);
        breakOff(reply.raw);
      });
    },
  };
}

const WHILE_SENT = 'while its response was sent';
