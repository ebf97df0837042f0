// Runs programs of spec/mistakes/ one after the other in this process, and prints what each is told, and where. Its argument
// is a JSON file that lists them. Phial logs to the same output, as it does anywhere.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { programs, phial } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { createApp } = await import(phial);

const say = (entry) => process.stdout.write(`${JSON.stringify(entry)}\n`);

// What a program leaves behind is told where it is at that moment.
process.on('unhandledRejection', (error) => say({ told: textOf(error) }));
process.on('uncaughtException', (error) => say({ told: textOf(error) }));

for (const { name, file, folder, env, asks, runs } of programs) {
  if (runs) await forgetClasses();
  say({ program: name, place: 'start' });
  process.chdir(folder);
  const before = { ...process.env };
  Object.assign(process.env, env);
  const app = await inTime(start(file));
  for (const ask of app === undefined ? [] : asks) await inTime(request(app, ask));
  await inTime(Promise.resolve(app?.close()).catch(() => {}));
  for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
  Object.assign(process.env, before);
}
process.exit();

async function start(file) {
  try {
    const { app } = await import(pathToFileURL(file).href);
    await app?.ready();
    return app;
  } catch (error) {
    say({ told: textOf(error) });
    return undefined;
  }
}

async function request(app, [method, path, options]) {
  say({ place: 'request' });
  try {
    const { status, text, headers } = await app.testClient()[method.toLowerCase()](path, options);
    say({ status, body: text, location: headers.location });
  } catch (error) {
    say({ told: textOf(error) });
  }
  // What goes on after the answer.
  await new Promise((resolve) => setTimeout(resolve, 5));
}

async function inTime(promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(say({ told: 'It took longer than 10 seconds.' })), 10_000);
  });
  const value = await Promise.race([promise, late]);
  clearTimeout(timer);
  return value;
}

/** Those of the programs before are waiting for an app, which run() says. */
async function forgetClasses() {
  const app = createApp({ fastify: { logger: false } });
  await app.run({ port: 0 });
  await app.close();
}

function textOf(error) {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
