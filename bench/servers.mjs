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

/** Starts a program on the servers' core, and waits until it listens at the port it is given. */
export async function start(command, env = {}) {
  const port = await freePort();
  const words = command.map((word) => word.replace('$PORT', port));
  const child = spawn('taskset', ['-c', SERVER_CORE, ...words], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: port },
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

/** Nanoseconds of CPU that a process, its threads and its children have used. */
export function cpuTime(pid) {
  const threads = list(`/proc/${pid}/task`);
  const own = threads.map((thread) => Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]));
  return sum(own) + sum(childrenOf(pid).map(cpuTime));
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
