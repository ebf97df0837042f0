export { jobs } from './blueprint.js';
export { Job, type JobOptions } from './job.js';
export { Jobs } from './jobs.js';
export type { AddOptions, DataOf, JobName, JsonOf } from './data.js';
export { JobRun, type Attempt } from './run.js';
export type { FailedJob, JobState, QueueCounts } from './backend.js';
export type { Duration } from './durations.js';
export type { JobsOptions } from './settings.js';
