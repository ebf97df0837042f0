import { logFailure } from '../errors/failures.js';
import { attempt, isPromise, settled, then, until } from '../plain/promises.js';
import { blame, noteGiver } from '../request/blame.js';
import { noteWhileOpen } from '../request/resources.js';
import { isAnsweredMeanwhile } from '../request/stage.js';
import { passOver } from '../response/conditional.js';
import { SafeHtml } from '../response/html.js';
import { Response, toResponse } from '../response/response.js';
import { Unfinished } from '../response/unfinished.js';
import { breakWith, discard, guard, isStream, isStreamed } from '../response/streams.js';
import { whenOut } from '../plain/when-out.js';
import { complete, withStatusOfReply, type Outgoing } from './answer.js';
import { refuseOwnObject } from './own-objects.js';
import type { Hook, PlannedRequest } from './plan.js';
import { defaultResponse } from './rescue.js';
import { closeResources, outlive } from './resources.js';

/** Runs the before-hooks from one on. What one returns ends the request, and so does a reply by hand. */
export function runBeforeHooks(request: PlannedRequest, index = 0): unknown {
  const hook = request.plan.before[index];
  if (hook === undefined) return undefined;
  let value: unknown;
  try {
    value = hook.call(request);
  } catch (error) {
    blame(request, error, hook.who);
    throw error;
  }
  return isPromise(value) ? endOrGoOnLater(request, value, index) : endOrGoOn(request, value, index);
}

// What waits is in functions of its own: one with a callback in it makes a context for that at each call, needed or not.
function endOrGoOnLater(request: PlannedRequest, value: Promise<unknown>, index: number): Promise<unknown> {
  return settled(value).then(
    (given) => endOrGoOn(request, given, index),
    (error: unknown) => {
      blame(request, error, request.plan.before[index]!.who);
      throw error;
    },
  );
}

function endOrGoOn(request: PlannedRequest, value: unknown, index: number): unknown {
  if (isAnsweredMeanwhile(request)) return value;
  if (value === undefined) return runBeforeHooks(request, index + 1);
  return toEarlyAnswer(request, value, request.plan.before[index]!);
}

/** Makes of what a hook returned what can be sent. At once: a mistake in it is the hook's, and not the handler's. */
function toEarlyAnswer(request: PlannedRequest, value: unknown, hook: Hook): Response | Promise<Response> {
  const { who } = hook;
  return attempt(
    () => {
      if (value === null || typeof value === 'boolean') warnOnce(request, hook, `${who} returned ${value}, ${ENDED}`);
      refuseOwnObject(request, value, who);
      return complete(request, withStatusOfReply(request, toResponse(value, `${who} returned`, request)), who);
    },
    (error) => {
      blame(request, error, who);
      throw error;
    },
  );
}

/** Guards of other frameworks return true, false or null. Here that would be sent as the answer. */
const ENDED =
  'and that was the answer: a before-hook that returns something ends the request; return nothing to go on, and throw an Abort(403) to refuse.';

/** The hooks that were warned of: each is once. */
const warnedOf = new WeakSet<Hook>();

/** Warns of what a hook returned, whatever was meant by it. */
function warnOnce({ plan }: PlannedRequest, hook: Hook, text: string): void {
  if (warnedOf.has(hook)) return;
  warnedOf.add(hook);
  plan.runtime.log.warn({ handler: hook.who }, text);
}

/** Runs the after-hooks from one on. Each runs once, and none stops the others. */
export function runAfterHooks(request: PlannedRequest, outgoing: Outgoing, index = 0): Outgoing | Promise<Outgoing> {
  const hook = request.plan.after[index];
  if (hook === undefined) return outgoing;
  // Where there are after-hooks, answer() has made a Response.
  const next = runAfterHook(request, outgoing as Response, hook);
  return isPromise(next) ? runOthersLater(request, next, index) : runAfterHooks(request, next, index + 1);
}

function runOthersLater(request: PlannedRequest, outgoing: Promise<Outgoing>, index: number): Promise<Outgoing> {
  return outgoing.then((one) => runAfterHooks(request, one, index + 1));
}

function runAfterHook(request: PlannedRequest, response: Response, hook: Hook): Response | Promise<Response> {
  const { call, who } = hook;
  const source = response.body;
  passOver(source);
  const changed = (value: unknown): Response | Promise<Response> => {
    if (value !== undefined && value !== response) examineReplacement(request, value, hook);
    const next = value === undefined || value === response ? response : toResponse(value, `${who} returned`, request);
    if (next.body !== source) {
      discardAtTheEnd(request, source);
      breakWith(source, next.body);
      // What is made of a handler's stream mostly breaks as that does.
      if (!isStreamed(source)) noteGiver(request, next.body, who);
    }
    return next.body instanceof Unfinished ? complete(request, next, who) : next;
  };
  return attempt(
    () => then(call(request, response), changed),
    (error) => {
      discardAtTheEnd(request, source);
      noteWhileOpen(request, error);
      blame(request, error, who);
      return defaultResponse(request, error);
    },
  );
}

/** Whoever returns an object means it; a success that is told as in other frameworks would be sent in place of each page. */
function examineReplacement(request: PlannedRequest, value: unknown, hook: Hook): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'number')
    warnOnce(request, hook, `${hook.who} returned ${value}, ${REPLACED}`);
  refuseOwnObject(request, value, hook.who);
}

const REPLACED =
  'and that was sent in place of the response: an after-hook that returns something replaces it; change the response that it is given, and return nothing.';

/** A source that was replaced is closed with the response, and not before: what replaced it may read from it. */
function discardAtTheEnd(request: PlannedRequest, source: unknown): void {
  if (!isStreamed(source)) return;
  if (isStream(source)) guard(source);
  whenOut(request.reply.raw, () => discard(source));
}

/** Has the teardown hooks run when the response is out, or the client gone. */
export function tearDownAtTheEnd(request: PlannedRequest): void {
  whenOut(request.reply.raw, () => outlive(request, tearDownWhenHandled(request)));
}

function tearDownWhenHandled(request: PlannedRequest): void | Promise<void> {
  return isInterrupted(request) ? tearDownLater(request) : tearDown(request);
}

/** A handler that has timed out goes on, and may use what the hooks end. */
async function tearDownLater(request: PlannedRequest): Promise<void> {
  await until(() => !isInterrupted(request));
  await tearDown(request);
}

function isInterrupted({ resources }: PlannedRequest): boolean {
  return resources?.isInterrupted === true;
}

/** The teardown hooks from one on, and then the end of what is still open. All run, even when one throws. */
function tearDown(request: PlannedRequest, index = 0): void | Promise<void> {
  const hook = request.plan.teardown[index];
  if (hook === undefined) return closeResources(request);
  const { call, who } = hook;
  const end = attempt(
    () => call(request, request.unhandled),
    (error) => {
      noteWhileOpen(request, error);
      logFailure(request, error, `${who}, a teardown hook, failed.`, who);
    },
  );
  return then(end, (value) => {
    if (isMeantToBeSent(value)) warnOfIgnored(request, hook);
    return tearDown(request, index + 1);
  });
}

/** Text, or what Phial makes responses of. Other values come of what a hook calls last, `return this.pool.release()`. */
function isMeantToBeSent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'string';
  return value instanceof Response || value instanceof Unfinished || value instanceof SafeHtml;
}

/** The response is out: what a teardown hook returns reaches nobody. */
function warnOfIgnored(request: PlannedRequest, hook: Hook): void {
  warnOnce(
    request,
    hook,
    `${hook.who} returned a value, and a teardown hook's is not sent: the response is out by then. Return nothing; a hook with @AfterRequest() may change or replace the response.`,
  );
}
