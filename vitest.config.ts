// SPDX-License-Identifier: Apache-2.0
// One vitest project per lane; a lane is a glob on the file name (see CONTRIBUTING.md).
import { defineConfig } from 'vitest/config';

const conditions = ['@memlane/source', 'import', 'module', 'node', 'default'];

const lane = (name: string, include: string[], testTimeout: number, parallel: boolean) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout,
    hookTimeout: testTimeout,
    pool: 'forks' as const,
    fileParallelism: parallel,
  },
});

/** See CONTRIBUTING.md. */
const manyInputs = process.env.MEMLANE_DEEP === '1' || process.env.MEMLANE_FUZZ_RUNS !== undefined;

const under = (pattern: string): string[] => [`{packages,apps,tools}/*/{src,test}/**/${pattern}`];

export default defineConfig({
  test: {
    projects: [
      lane('unit', under('!(*.fuzz).spec.ts'), 10_000, true),
      lane('fuzz', under('*.fuzz.spec.ts'), manyInputs ? 24 * 3_600_000 : 120_000, true),
      lane('conformance', under('*.conformance.ts'), 120_000, false),
      lane('integration', under('*.integration.ts'), 120_000, false),
      lane('e2e', under('*.e2e.ts'), 180_000, false),
    ],
  },
});
