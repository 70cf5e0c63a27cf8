// SPDX-License-Identifier: Apache-2.0
// Runs random call scripts over every transport: node tools/interop/scripts.mjs [--seed N] [--count N]
import { runSource } from './run-source.mjs';

runSource('src/scripts-main.ts');
