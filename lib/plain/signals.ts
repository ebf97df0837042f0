/** What tells a process to stop: a supervisor's word, and Ctrl+C. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;
