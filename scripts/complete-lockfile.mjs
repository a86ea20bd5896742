import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, say } from './setup.mjs';

/**
 * `node scripts/complete-lockfile.mjs`, after an `npm install` that added or updated packages.
 *
 * npm leaves a package of another platform out of package-lock.json when the registry it asked does not carry it, and
 * then `npm ci` refuses that lock file everywhere. This adds what is left out: version and platform, without a
 * checksum. npm skips such an entry on other platforms, and fetches it by its version on its own.
 * With `--check` it writes nothing, and exits with 1 when the lock file is not complete.
 */

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const C_LIBRARIES = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/** Optional packages that others in the lock file refer to and that it does not hold, by their path. */
function missingOptionals(lock) {
  const missing = new Map();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
      if (places.every((place) => lock.packages[place] === undefined)) {
        missing.set(`node_modules/${name}`, lockEntry(name, version, entry.dev));
      }
    }
  }
  return missing;
}

/** What npm would have written, as far as a name like `@swc/core-linux-x64-musl` tells it. */
function lockEntry(name, version, dev) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const libc = os === 'linux' ? words.map((word) => C_LIBRARIES[word]).find(Boolean) : undefined;
  if (!/^\d+\.\d+\.\d+/.test(version) || os === undefined) {
    throw new Error(`${name}@${version} is not in package-lock.json, and its platform cannot be told from its name`);
  }
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    os: [os],
  };
}

const path = join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const missing = missingOptionals(lock);
if (missing.size === 0) {
  say('package-lock.json is complete.');
} else if (process.argv.includes('--check')) {
  say(
    `package-lock.json misses packages of other platforms: run node scripts/complete-lockfile.mjs\n${[...missing.keys()].join('\n')}`,
  );
  process.exitCode = 1;
} else {
  const packages = Object.entries(lock.packages).concat([...missing]);
  // npm's own order, so that its next run does not move them about.
  packages.sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
  say(`Added ${missing.size} packages of other platforms.`);
}
