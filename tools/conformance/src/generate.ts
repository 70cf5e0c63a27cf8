// SPDX-License-Identifier: Apache-2.0
// Generates code for the testee: generate.ts PROTO_DIR OUT_DIR.
import { generate } from '@memlane/codegen';

const [protoDir = '', outDir = ''] = process.argv.slice(2);
await generate({ protoDir, outDir, runtime: '@memlane/rpc/codegen' });
