import { executionAsyncResource } from 'node:async_hooks';

// Loaded into every application that runs on Node, so that chance favours none. When V8 collects all garbage while no
// callback waits for its tick, it forgets what process.nextTick() had learned of its objects, and from then on each call
// takes ten times as long: about 5 microseconds per request. One such object that stays prevents it.
process.nextTick(() => {
  globalThis[Symbol('an object of nextTick')] = executionAsyncResource();
});
