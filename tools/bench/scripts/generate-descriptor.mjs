// SPDX-License-Identifier: Apache-2.0
// Writes proto/echo.proto as a FileDescriptorSet, from which connect-es makes its types when it starts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';

const root = protobuf.loadSync(fileURLToPath(new URL('../proto/echo.proto', import.meta.url)));
root.resolveAll();
const files = root.toDescriptor('proto3');
for (const file of files.file)
  for (const message of file.messageType) qualifyTypes(message, `.${file.package}`);
const set = descriptor.FileDescriptorSet.encode(files).finish();
writeFileSync(
  new URL('../src/peers/connect/gen/descriptor.ts', import.meta.url),
  `// Generated from proto/echo.proto by "npm run generate". Do not edit.
/** FileDescriptorSet in base64. */
export const descriptorSet = '${Buffer.from(set).toString('base64')}';
`,
);

/** Names of types as a descriptor must have them; protobufjs leaves them as they were written. */
function qualifyTypes(message, scope) {
  const own = `${scope}.${message.name}`;
  const nested = new Set(message.nestedType.map(({ name }) => name));
  for (const inner of message.nestedType) qualifyTypes(inner, own);
  for (const field of message.field) {
    if (field.typeName && !field.typeName.startsWith('.')) {
      field.typeName = `${nested.has(field.typeName) ? own : scope}.${field.typeName}`;
    }
  }
}
