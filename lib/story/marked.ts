import type { FastifyReply, FastifyRequest } from 'fastify';

import type { InjectOptions, Mark } from '../classes/metadata.js';
import { refuseOthers } from '../classes/marker.js';
import { ofKind, type ScannedMethod } from '../classes/scanner.js';
import type { Signature } from '../classes/signature.js';
import { Findings } from '../doctor/findings.js';
import { SignatureDoctor } from '../doctor/signature-doctor.js';
import { bindAlone, countGiven } from '../injection/alone.js';
import type { Injector } from '../injection/injection.js';
import { then } from '../plain/promises.js';
import { SetupError } from '../plain/setup-error.js';
import { Request } from '../request/request.js';
import { isUnsaved } from './by-hand.js';
import type { Plan, PlannedRequest } from './plan.js';
import type { Planner, ReadyController } from './planner.js';
import { callAlone } from './resources.js';

/** A method that a decorator of `marker()` stands on. */
export interface Marked<Options extends object = object> {
  /** `Chat.join`, for messages. */
  who: string;
  /** What the decorator was given. */
  options: Options & InjectOptions;
  /**
   * A function that calls the method, its parameters filled by the one rule. It runs no hooks, and what is thrown reaches
   * the caller.
   *
   * @param types the classes of what the caller gives itself, in order
   * @throws SetupError for a parameter that nothing fills
   * @example const join = marked.bind([WebSocket]); join(request, socket);
   */
  bind(types?: readonly unknown[]): (request: Request | FastifyRequest, ...given: unknown[]) => unknown;
  /**
   * A function that calls the method where there is no request: for jobs and schedules. Its first parameters are given by the
   * caller, and checked where their class has a schema, `Json(schema)`; the others are services, and so is a first one that is.
   *
   * @param most how many parameters are given at most; default none
   * @param types classes of which the caller gives objects behind those, in order, wherever the method declares them
   * @throws SetupError for a parameter that is not a service
   * @example const send = marked.bindAlone(1, [Attempt]); await send({ userId: 1 }, attempt);
   */
  bindAlone(most?: number, types?: readonly unknown[]): (...given: readonly unknown[]) => Promise<unknown>;
}

/** Lists the methods that a marker stands on, those of services first. */
export function markedBy(
  marker: unknown,
  controllers: readonly ReadyController[],
  injector: Injector,
  planner: Planner,
): Marked[] {
  refuseOthers(marker);
  return controllers.flatMap((controller) =>
    ofKind(controller.scan.methods, 'own')
      .filter(({ mark }) => mark.by === marker)
      .map((method) => markedOf(controller, method, injector.within(controller.scan.blueprint), planner)),
  );
}

function markedOf(
  { scan, instance }: ReadyController,
  { mark, method, signature }: ScannedMethod<Extract<Mark, { kind: 'own' }>>,
  injector: Injector,
  planner: Planner,
): Marked {
  return {
    who: signature.who,
    options: mark.options,
    bind(types = []) {
      examine(signature, types, injector);
      const call = injector.bindGiven(instance, method, signature, types);
      // Made with the first request: by then it is known whether the app runs in debug mode.
      let plan: Plan | undefined;
      return (request, ...given) => {
        const known = request instanceof Request ? request : request.phial;
        if (known !== undefined) return call(known, given);
        const made = requestOf(request as FastifyRequest, (plan ??= planner.forMarked(scan, signature.who)));
        return then(callAlone(made, call, given), (value) => {
          if (isUnsaved(made)) tellOfLostSession(made);
          return value;
        });
      };
    },
    bindAlone(most = 0, types = []) {
      const given = { most, own: types };
      const findings = new Findings();
      new SignatureDoctor(injector, findings).examineAlone(signature, countGiven(injector, signature, given), types);
      if (findings.findings.length > 0) throw new SetupError(findings.findings);
      return bindAlone(injector, instance, method, signature, given);
    },
  };
}

/** The doctor looks at what an extension takes once it says which classes it gives: a request stands for those. */
function examine(signature: Signature, given: readonly unknown[], injector: Injector): void {
  const findings = new Findings();
  const types = signature.types?.map((type) => (given.includes(type) ? Request : type));
  new SignatureDoctor(injector, findings).examine({ ...signature, types }, 'hook', undefined);
  if (findings.findings.length > 0) throw new SetupError(findings.findings);
}

function tellOfLostSession({ plan: { who }, log }: PlannedRequest): void {
  log.error(
    { handler: who },
    `${who} changed the session, and was called by a function of bind() with Fastify's request, which saves no session: the change is lost. Change it in a handler or a hook.`,
  );
}

/** Phial's request for one of Fastify's, whose reply is its caller's business. */
function requestOf(request: FastifyRequest, plan: Plan): PlannedRequest {
  return new Request(plan, request, undefined as unknown as FastifyReply) as PlannedRequest;
}
