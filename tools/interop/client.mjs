// SPDX-License-Identifier: Apache-2.0
// Runs interop cases against a server: node tools/interop/client.mjs --address shm:NAME [--case NAME[,NAME]] [--full]
import { runSource } from './run-source.mjs';

runSource('src/client-main.ts');
