// SPDX-License-Identifier: Apache-2.0
// Serves the interop cases: node tools/interop/server.mjs --address shm:NAME
import { runSource } from './run-source.mjs';

runSource('src/server-main.ts');
