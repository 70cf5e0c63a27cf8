// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts', 'src/start.ts'],
  format: ['esm'],
  target: 'node20',
  sourcemap: true,
  clean: true,
});
