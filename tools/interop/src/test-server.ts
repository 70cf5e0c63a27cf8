// SPDX-License-Identifier: Apache-2.0
// The server of every test here: the interop services, the scripts and the probe.
import { type CreateServerOptions, createServer, type Server } from 'memlane';
import { HandlerCount } from './faults/handler-count.js';
import { TestService } from './gen/interop.js';
import { Probe } from './gen/probe.js';
import { Script } from './gen/script.js';
import { testService } from './interop/test-service.js';
import { scriptService } from './script/service.js';
import { usage } from './usage.js';

/** `handlers` counts those that run. */
export function createTestServer(
  options: CreateServerOptions = {},
  handlers: HandlerCount = new HandlerCount(),
): Server {
  const server = createServer(options);
  server.add(TestService, handlers.counted(testService));
  server.add(Script, handlers.counted(scriptService));
  server.add(Probe, {
    usage: () => {
      const { rss, descriptors, mappings } = usage();
      return {
        rss: BigInt(rss),
        descriptors,
        mappings,
        runningCalls: server.runningCalls,
        runningHandlers: handlers.running,
      };
    },
  });
  return server;
}
