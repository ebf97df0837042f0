// Completes package-lock.json: `npm ci` wants an entry for every optional package, also for those of other systems that the
// registry at hand did not know when the lock was written. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const path = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const OS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const CPU = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x'];

for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const parts = name.split('-');
    const os = OS.find((one) => parts.includes(one));
    if (os === undefined || lock.packages[`node_modules/${name}`] !== undefined || !/^\d/.test(version)) continue;
    const cpu = CPU.find((one) => parts.includes(one));
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu !== undefined && { cpu: [cpu] }),
      optional: true,
      os: [os],
    };
    console.log(`added ${name}`);
  }
}
const [root, ...others] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...others.sort(([one], [other]) => (one < other ? -1 : 1))]);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
