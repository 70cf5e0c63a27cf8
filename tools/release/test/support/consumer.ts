// SPDX-License-Identifier: Apache-2.0
// A project of somebody who installs the published packages: a .proto, a server, a client, strict TypeScript.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As a careful user has it; the types of the packages are checked with the rest. */
const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  types: ['node'],
  skipLibCheck: false,
  rootDir: 'src',
  outDir: 'out',
};

const files: Record<string, string> = {
  'package.json': JSON.stringify({ name: 'consumer', version: '1.0.0', private: true, type: 'module' }),
  'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
  'proto/greeter.proto': `syntax = "proto3";
package greeter;
service Greeter {
  rpc SayHello(HelloRequest) returns (HelloReply);
  rpc Watch(WatchRequest) returns (stream HelloReply);
}
message HelloRequest { string name = 1; }
message WatchRequest { int32 count = 1; }
message HelloReply { string text = 1; }
`,
  'src/server.ts': `import { createServer } from 'memlane';
import { Health, HealthService, reflection, ServerReflection } from 'memlane/services';
import { Greeter } from './gen/greeter.js';

const server = createServer();
server.add(Health, new HealthService()).add(ServerReflection, reflection(server));
server.add(Greeter, {
  sayHello: ({ name }) => ({ text: \`hello \${name}\` }),
  async *watch({ count }) {
    for (let i = 0; i < count; i++) yield { text: String(i) };
  },
});
await server.listen(process.argv[2] ?? '');
console.log('listening');
`,
  'src/client.ts': `import { connect } from 'memlane';
import { Health, ServerReflection } from 'memlane/services';
import { Greeter } from './gen/greeter.js';

const channel = await connect(process.argv[2] ?? '');
const greeter = channel.client(Greeter);
const { text }: { text: string } = await greeter.sayHello({ name: 'Ada' });
const watched: string[] = [];
for await (const reply of greeter.watch({ count: 3 })) watched.push(reply.text);
const { status } = await channel.client(Health).check({});
const { serverReflectionInfo } = channel.client(ServerReflection);
const symbol = { case: 'fileContainingSymbol', value: 'greeter.Greeter' } as const;
let files = 0;
for await (const { messageResponse } of serverReflectionInfo([{ messageRequest: symbol }]))
  if (messageResponse.case === 'fileDescriptorResponse') files += messageResponse.value.fileDescriptorProto.length;
console.log(JSON.stringify({ text, watched, status, files, stats: channel.stats() }));
await channel.close();
`,
  'wrong/tsconfig.json': JSON.stringify({
    compilerOptions: { ...compilerOptions, rootDir: '..' },
    include: ['*.ts'],
  }),
  'wrong/client.ts': `import { connect } from 'memlane';
import { Greeter } from '../src/gen/greeter.js';

const channel = await connect('memory:x');
await channel.client(Greeter).sayHello({ name: 1 });
`,
};

export function writeConsumer(folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
