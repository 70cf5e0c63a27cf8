// SPDX-License-Identifier: Apache-2.0
// What the runtime exports: names that generated code must not give to anything else.
import * as runtime from '@memlane/rpc/codegen';

export const runtimeNames: ReadonlySet<string> = new Set(Object.keys(runtime));
