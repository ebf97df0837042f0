import { logFailure, noteFailure } from '../errors/failures.js';
import { isUnforeseen } from '../errors/plugin-errors.js';
import type { Call } from '../injection/call.js';
import { endGenerator, isHeardByGenerators } from '../injection/generators.js';
import { attempt, isPromise, then, until } from '../plain/promises.js';
import { blame } from '../request/blame.js';
import { Resources, type Failure, type MadeDisposable } from '../request/resources.js';
import type { Request } from '../request/request.js';
import { stageOf } from '../request/stage.js';
import { Response } from '../response/response.js';
import { discard } from '../response/streams.js';
import { whenOut } from '../plain/when-out.js';
import type { PlannedRequest } from './plan.js';
import { defaultResponse } from './rescue.js';

// For requests that have something open: see request/resources.ts. Others do not come here.

/**
 * Ends the generator factories of a request whose answer is made.
 *
 * @returns the answer
 * @throws what the rest of one of them threw
 */
export function finishResources<Value>(request: PlannedRequest, value: Value): Value | Promise<Value> {
  const failure = endHandling(request);
  return then(endGenerators(request, failure), (after) => {
    if (after === failure) return value;
    discard(value instanceof Response ? value.body : value);
    throw after!.thrown;
  });
}

/** Ends them when something was thrown, and gives what is to be answered. It never throws. */
export function failResources(request: PlannedRequest, error: unknown): Failure | Promise<Failure> {
  // What went wrong before gives way to this error.
  endHandling(request);
  // The error is answered even when a factory catches it.
  return endGenerators(request, { thrown: error }) as Failure | Promise<Failure>;
}

/** Ends those that an error handler has asked for. What fails in that has no handlers, as if the handler had failed. */
export function finishAnswer<Value>(request: PlannedRequest, answer: Value): Value | Promise<Value> {
  return attempt<Value>(
    () => finishResources(request, answer),
    (error) => {
      if (answer !== undefined) return defaultResponse(request, error) as Value;
      noteFailure(request, error, 'after an error handler had answered by hand');
      return answer;
    },
  );
}

/** Has what is open ended when the response is out, or the client gone: behind the teardown hooks, where there are some. */
export function closeAtTheEnd(request: Request): void {
  const { plan, resources, reply } = request as PlannedRequest;
  // What an extension calls without a reply ends what it has opened.
  if ((reply as unknown) === undefined) return;
  if (plan.teardown.length > 0 && !resources!.isOut) return;
  whenOut(reply.raw, () => outlive(request as PlannedRequest, closeResources(request as PlannedRequest)));
}

/** An app that closes waits for what goes on when its response is out. */
export function outlive({ plan }: PlannedRequest, work: void | Promise<void>): void {
  if (isPromise(work)) plan.runtime.app.connections.outstanding.note(plan.who, work);
}

/** Ends whatever is still open, and disposes of what factories made. */
export function closeResources(request: PlannedRequest): void | Promise<void> {
  if (request.resources === undefined) return noteOut(request);
  // A client that is gone does not take away what a handler works with.
  return mayStillUse(request) ? closeLater(request) : close(request);
}

async function closeLater(request: PlannedRequest): Promise<void> {
  await until(() => !mayStillUse(request));
  await close(request);
}

/** A client is gone whose request has nothing open yet: what it opens later has no teardown hooks before it. */
function noteOut(request: PlannedRequest): void {
  if (request.stage === 'sending' || request.stage === 'last answer') return;
  request.resources = new Resources(request);
  request.resources.isOut = true;
}

/** Whether a handler may still use what is open. */
function mayStillUse(request: PlannedRequest): boolean {
  const stage = stageOf(request);
  const { isHandled, isInterrupted } = request.resources!;
  if (isInterrupted) return true;
  if (stage === 'replied' || stage === 'taken over') return !isHandled;
  // A plugin may have answered an error of the handler itself, with an error handler of its scope.
  if (isHandled && request.reply.raw.writableEnded) return false;
  return stage === 'handling' || stage === 'leaving' || stage === 'replacing';
}

/** Calls a method outside of a request's road, and then ends what was opened for it. */
export function callAlone(request: PlannedRequest, call: Call, given: unknown): unknown {
  return attempt(
    () => then(call(request, given), (value) => (request.resources === undefined ? value : closeAlone(request, value))),
    (error) => {
      if (request.resources === undefined) throw error;
      return then(failResources(request, error), ({ thrown }) =>
        then(close(request), () => {
          throw thrown;
        }),
      );
    },
  );
}

function closeAlone(request: PlannedRequest, value: unknown): unknown {
  return then(finishResources(request, value), (one) => then(close(request), () => one));
}

/** The handler is done; gives what went wrong since, which is now told of. */
function endHandling({ resources }: PlannedRequest): Failure | undefined {
  const { failure } = resources!;
  resources!.failure = undefined;
  resources!.isHandled = true;
  return failure;
}

type Ended = Failure | undefined | Promise<Failure | undefined>;

/**
 * The last that was opened is the first to end; what it throws is what the others hear. A redirect in place of an error is
 * answered, and the others still hear of the error: what was half done is not committed.
 */
function endGenerators(request: PlannedRequest, failure: Failure | undefined, heard = failure): Ended {
  const opened = request.resources!.generators.pop();
  if (opened === undefined) return failure;
  return then(endGenerator(opened, heard), (next) => {
    if (next === heard) return endGenerators(request, failure, heard);
    blame(request, next!.thrown, next!.who!);
    // One that a redirect had replaced was told of then.
    if (heard !== undefined && heard === failure) logReplaced(request, heard.thrown, next!);
    return endGenerators(request, next, isHeardByGenerators(heard) && !isHeardByGenerators(next) ? heard : next);
  });
}

/** When undoing a transaction fails as well, the first error is still known; and so it is when a client is sent elsewhere. */
function logReplaced(request: PlannedRequest, first: unknown, next: Failure): void {
  const { thrown, who } = next;
  if (!isUnforeseen(first) || (Object(thrown) as Partial<Error>).cause === first) return;
  if (isHeardByGenerators(next) && !isUnforeseen(thrown)) return;
  const other = isHeardByGenerators(next) ? 'another' : 'a redirect';
  logFailure(request, first, `${who} was told of this error, and threw ${other}, which is answered.`, who);
}

function close(request: PlannedRequest): void | Promise<void> {
  const resources = request.resources!;
  resources.isOut = true;
  const failure = endHandling(request);
  return then(endGenerators(request, failure), (after) => {
    if (after !== failure) logLate(request, after!);
    return dispose(request, resources.disposables);
  });
}

function logLate(request: PlannedRequest, { thrown, who }: Failure): void {
  logFailure(request, thrown, `${who} failed behind its yield, when the response was out.`, who);
}

/** The last that was made goes first, and none stops the others. */
function dispose(request: PlannedRequest, disposables: MadeDisposable[]): void | Promise<void> {
  const made = disposables.pop();
  if (made === undefined) return;
  const end = attempt<unknown>(
    () => disposeOf(made.object),
    (error) => logFailure(request, error, `What ${made.who} made could not be disposed of.`, made.who),
  );
  return then(end, () => dispose(request, disposables));
}

function disposeOf(object: Partial<AsyncDisposable & Disposable>): unknown {
  const later = object[Symbol.asyncDispose];
  return typeof later === 'function' ? later.call(object) : object[Symbol.dispose]!();
}
