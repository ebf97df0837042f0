import { isPromise, settled } from '../plain/promises.js';
import type { Failure } from '../request/resources.js';
import { stageOf, type Stage } from '../request/stage.js';
import type { Outgoing } from './answer.js';
import type { PlannedRequest } from './plan.js';
import { isToBeReported, reportThroughFastify } from './report.js';
import { rescue } from './rescue.js';
import { failResources } from './resources.js';

/** A part of the road of a request: it is given what the one before it made. */
export type Step<Value> = (request: PlannedRequest, value: Value) => void;

/**
 * What joins the steps of `dispatch`: each is taken at once, or when a promise is kept. What one of them throws is rescued, and
 * its answer goes on from where the request was.
 */
export class Road {
  /** @param onward the step that takes an error's answer on, by how far the request was when it was thrown */
  constructor(private readonly onward: Readonly<Record<Stage, Step<Outgoing | undefined>>>) {}

  /** Takes the next step: at once, or when a promise is kept. */
  goOn<Value>(request: PlannedRequest, value: Value | Promise<Value>, next: Step<Value>): void {
    if (isPromise(value)) this.goOnLater(request, value, next);
    else next(request, value);
  }

  // A function of its own: one with a callback in it makes a context for that at each call, needed or not.
  goOnLater<Value>(request: PlannedRequest, promise: Promise<Value>, next: Step<Value>): void {
    void settled(promise).then(
      (value) => this.#take(request, value, next),
      (error: unknown) => this.fail(request, error),
    );
  }

  /** Rescues a request. Generator factories hear of an error first, and may throw another. */
  fail(request: PlannedRequest, error: unknown): void {
    if (request.resources === undefined) this.answer(request, error);
    else this.goOn(request, failResources(request, error), this.#answerLast);
  }

  readonly #answerLast: Step<Failure> = (request, { thrown }) => {
    request.resources!.interruption = undefined;
    this.answer(request, thrown);
  };

  #take<Value>(request: PlannedRequest, value: Value, next: Step<Value>): void {
    try {
      next(request, value);
    } catch (error) {
      this.fail(request, error);
    }
  }

  /**
   * An error takes the rest of the road as well, from where it was thrown. Each failure is further on, so that this ends.
   *
   * @param onward read before rescue moves the stage on
   */
  answer(request: PlannedRequest, error: unknown, onward = this.onward[stageOf(request)]): void {
    try {
      // It comes back by dispatchError(), and generator factories have been told by then.
      if (isToBeReported(request, error) && reportThroughFastify(request, error)) return;
      this.goOn(request, rescue(request, error), onward);
    } catch (second) {
      this.fail(request, second);
    }
  }
}
