import { defineConfig } from 'vitest/config';

/** Where to leave the results for a program to read; CI counts them. */
const results = process.env.IMBUTO_TEST_RESULTS;

/** Tests that start hosts, browsers and clients: each file has a process of its own. */
const END_TO_END = 'test/e2e/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Nothing that is said in any test holds an e-mail address.
    setupFiles: ['test/support/watched-output.ts'],
    pool: 'forks',
    // Files that start hosts wait for most of their time: a third one uses what two leave of two cores.
    maxWorkers: 3,
    reporters: results ? ['default', 'json'] : ['default'],
    ...(results ? { outputFile: { json: results } } : {}),
    projects: [
      { extends: true, test: { name: 'end to end', include: [END_TO_END] } },
      {
        extends: true,
        // Loading the same modules again for each of 150 files took more CPU than the tests themselves.
        test: { name: 'code', include: ['test/**/*.test.ts'], exclude: [END_TO_END], isolate: false },
      },
    ],
  },
});
