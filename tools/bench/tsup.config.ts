// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'tsup';

// Not bundled: each process of a trial loads its own file of dist, and no more than that.
export default defineConfig({
  entry: ['src/**/*.{ts,js}', '!src/**/*.d.ts', '!src/**/*.spec.ts'],
  format: ['esm'],
  target: 'node20',
  bundle: false,
  sourcemap: true,
  clean: true,
});
