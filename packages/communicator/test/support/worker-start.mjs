// SPDX-License-Identifier: Apache-2.0
// Lets a worker thread run TypeScript: --import reaches only the main thread.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
