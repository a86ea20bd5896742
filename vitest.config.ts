import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      // What runs inside Temporal's sandbox (workflows/) or in processes of its own (main.ts) shows as not covered.
      include: [
        'domain',
        'security',
        'egress',
        'policy',
        'workflows',
        'activities',
        'temporal',
        'messaging',
        'api',
      ].map((folder) => `${folder}/**/*.{ts,tsx}`),
      reporter: ['text', 'html'],
      reportOnFailure: true,
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Property tests make thousands of cases: quick, but not on a busy machine or while coverage is counted.
          testTimeout: 90_000,
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
    ],
  },
});
