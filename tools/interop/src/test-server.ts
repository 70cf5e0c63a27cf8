// SPDX-License-Identifier: Apache-2.0
// The server of every test here: the interop services, the scripts and the probe.
import { type CreateServerOptions, createServer, type Server } from 'memlane';
import { TestService } from './gen/interop.js';
import { Probe } from './gen/probe.js';
import { Script } from './gen/script.js';
import { testService } from './interop/test-service.js';
import { scriptService } from './script/service.js';
import { usage } from './usage.js';

export function createTestServer(options: CreateServerOptions = {}): Server {
  const server = createServer(options);
  server.add(TestService, testService);
  server.add(Script, scriptService);
  server.add(Probe, {
    usage: () => {
      const { rss, descriptors, mappings } = usage();
      return { rss: BigInt(rss), descriptors, mappings, runningCalls: server.runningCalls };
    },
  });
  return server;
}
