// SPDX-License-Identifier: Apache-2.0
// Writes proto/echo.proto as a FileDescriptorSet, from which connect-es makes its types when it starts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';

const root = protobuf.loadSync(fileURLToPath(new URL('../proto/echo.proto', import.meta.url)));
root.resolveAll();
const set = descriptor.FileDescriptorSet.encode(root.toDescriptor('proto3')).finish();
writeFileSync(
  new URL('../src/peers/connect/gen/descriptor.ts', import.meta.url),
  `// Generated from proto/echo.proto by "npm run generate". Do not edit.
/** FileDescriptorSet in base64. */
export const descriptorSet = '${Buffer.from(set).toString('base64')}';
`,
);
