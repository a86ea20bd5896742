import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema, loadConfig } from '../../config.ts';

interface Service {
  image: string;
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
}

const text = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
const { services, networks } = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
};
const OURS = ['api', 'worker', 'keys'] as const;
const service = (name: string): Service => services[name] ?? expect.unreachable(`no service ${name}`);

test.each(OURS)('every variable that %s is given is one that SafeFetch reads', (name) => {
  for (const variable of Object.keys(service(name).environment))
    expect(Object.keys(configSchema.shape)).toContain(variable);
});

test.each(['api', 'worker'])('with its secrets filled in, the environment of %s is usable', (name) => {
  const filled = Object.entries(service(name).environment).map(([variable, value]) => {
    const [, fallback] = /^\$\{\w+:-(.*)\}$/.exec(value) ?? [];
    if (variable === 'SAFEFETCH_SECRET') return [variable, Buffer.alloc(32, 1).toString('base64')];
    return [variable, variable === 'PUBLIC_URL' ? 'https://safefetch.example.com' : (fallback ?? value)];
  });
  expect(loadConfig(Object.fromEntries(filled)).HOST).toBe('0.0.0.0');
});

test('images are pinned to a full version', () => {
  for (const { image } of Object.values(services)) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$/);
  for (const [, image] of readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8').matchAll(/^FROM (\S+)/gm))
    expect(image).toMatch(/:\d+\.\d+\.\d+-/);
});

test('whatever is secret comes from outside, and its absence stops the start', () => {
  for (const { environment } of Object.values(services))
    for (const [variable, value] of Object.entries(environment))
      if (/SECRET|PASSWORD|PWD/.test(variable)) expect(value).toMatch(/^\$\{\w+:\?.+\}$/);
});

test('only the API is published; the database is reachable for Temporal alone', () => {
  expect(
    Object.entries(services)
      .filter(([, { ports }]) => ports !== undefined)
      .map(([name]) => name),
  ).toEqual(['api']);
  expect(
    Object.entries(services)
      .filter(([, one]) => one.networks?.includes('database'))
      .map(([name]) => name),
  ).toEqual(['temporal', 'postgres']);
  expect(networks).toMatchObject({ engine: { internal: true }, database: { internal: true } });
});

test('the product’s own parts are out of reach for requests', () => {
  const denied = service('worker').environment.EGRESS_DENY ?? '';
  for (const endpoint of ['api:3000', 'temporal:7233', 'temporal-ui:8080', 'postgres:5432'])
    expect(denied).toContain(endpoint);
});

test('api and worker read the keyring and the policies and cannot write them; both can be scaled and stop in their own time', () => {
  for (const name of ['api', 'worker']) {
    expect(service(name).volumes).toEqual(['keyring:/keyring:ro', './policies:/policies:ro']);
    expect(service(name)).not.toHaveProperty('container_name');
    const grace = Number.parseInt(service(name).stop_grace_period ?? '0', 10) * 1000;
    expect(grace).toBeGreaterThan(loadConfig({}).DISPATCH_TIMEOUT_MS + 10_000);
  }
  expect(service('keys').volumes).toEqual(['keyring:/keyring']);
});

const START_ONLY = ['TEMPORAL_CLI_PATH', 'SAFEFETCH_DATA_DIR', 'TEMPORAL_TASK_QUEUE', 'POSTMARK_API_URL'];

test('whatever can be configured can be configured from outside, alike for API and workers', () => {
  const { WORKER_HEALTH_FILE: _, ...worker } = service('worker').environment;
  expect(worker).toEqual(service('api').environment);
  const given = [...Object.keys(service('worker').environment), ...START_ONLY];
  expect(given.sort()).toEqual(Object.keys(configSchema.shape).sort());
});

test('a worker is healthy while its file is fresh, and not without one or with one that grew old', () => {
  const folder = mkdtempSync(join(tmpdir(), 'safefetch-health-'));
  const file = join(folder, 'worker-polls');
  const [, , ...args] = service('worker').healthcheck?.test ?? [];
  const check = () => spawnSync(process.execPath, args, { env: { WORKER_HEALTH_FILE: file } }).status;
  expect(check()).toBe(1);
  writeFileSync(file, '');
  expect(check()).toBe(0);
  const aMinuteAgo = Date.now() / 1000 - 60;
  utimesSync(file, aMinuteAgo, aMinuteAgo);
  expect(check()).toBe(1);
  rmSync(folder, { recursive: true });
});

test('whoever is waited for has a health check', () => {
  for (const { depends_on = {} } of Object.values(services))
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect(condition).toBe('service_healthy');
      expect(service(name).healthcheck).toBeDefined();
    }
});
