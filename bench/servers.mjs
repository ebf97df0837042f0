import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

// Starts applications, each in a process of its own, and reads from the kernel what they use.

/** The cores that servers and clients are pinned to. */
export const SERVER_CORE = process.env.SERVER_CORE ?? '0';
export const CLIENT_CORE = process.env.CLIENT_CORE ?? '1';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

let nextPort = 5700;

// The C library gives memory that is free at the end of its heap back to the kernel, and takes it again, page by page. Whether it
// comes to that is chance, and an upload of 10 kB takes 83 microseconds in one process and 125 in the next.
const KEEPS_MEMORY = { MALLOC_TRIM_THRESHOLD_: String(2 ** 30) };

/** Starts a program on the servers' core, and waits until it listens at the port it is given. */
export async function start(command, env = {}) {
  const port = await freePort();
  const words = command.map((word) => word.replace('$PORT', port));
  const child = spawn('taskset', ['-c', SERVER_CORE, ...words], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...KEEPS_MEMORY, NODE_ENV: 'production', ...env, PORT: port },
  });
  running.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => running.delete(child));
  await untilItListens(port, child);
  return {
    pid: child.pid,
    ended,
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      // Some wait for open connections.
      const timer = setTimeout(() => child.kill('SIGKILL'), 1000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** One where nobody else listens, whose answers would be measured instead. */
async function freePort() {
  while (await listens(nextPort)) nextPort++;
  return nextPort++;
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

async function untilItListens(port, child) {
  for (let tries = 0; tries < 60_000; tries++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    if (await listens(port)) return;
    await sleep(5);
  }
  throw new Error(`${child.spawnargs.join(' ')} does not listen`);
}

/** What each thread of a process had used when it was last looked at. */
const used = new Map();

/** Nanoseconds of CPU that a process, its threads and its children have used, with those threads that have ended since. */
export function cpuTime(pid) {
  const times = used.get(pid) ?? new Map();
  used.set(pid, times);
  for (const thread of threadsOf(pid)) {
    const time = Number(read(`/proc/${thread}/schedstat`).split(' ')[0]);
    times.set(thread, Math.max(time, times.get(thread) ?? 0));
  }
  return sum([...times.values()]);
}

function threadsOf(pid) {
  const own = list(`/proc/${pid}/task`).map((thread) => `${pid}/task/${thread}`);
  return [...own, ...childrenOf(pid).flatMap(threadsOf)];
}

/** Bytes of memory that a process and its children have in RAM. */
export function memory(pid) {
  const own = Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
  return own + sum(childrenOf(pid).map(memory));
}

function childrenOf(pid) {
  return list(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean),
  );
}

/** A thread may end while its process is read. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '0';
  }
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}
