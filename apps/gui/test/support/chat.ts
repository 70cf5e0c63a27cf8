// SPDX-License-Identifier: Apache-2.0
// The chat of one test: its own address, directory, port and token, so that either side can be started again.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from './program.js';

export class Chat {
  readonly #address = `shm:t-${randomUUID().slice(0, 8)}`;
  readonly #directory = mkdtempSync(join(tmpdir(), 'memlane-chat-'));
  readonly #token = randomUUID();
  readonly #port: number;
  readonly #programs: Program[] = [];
  readonly #mode: readonly string[];

  private constructor(port: number, mode: readonly string[]) {
    this.#port = port;
    this.#mode = mode;
  }

  /** `mode` are arguments of both programs. */
  static async prepare(mode: readonly string[] = []): Promise<Chat> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return new Chat(port, mode);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/${this.#token}/`;
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  async startWindow(): Promise<Program> {
    const window = this.#start('gui/src/main.ts', ['--port', String(this.#port)]);
    await window.says(/^Open http/m);
    return window;
  }

  startConsole(): Program {
    return this.#start('console/src/main.ts', []);
  }

  async end(): Promise<void> {
    for (const program of this.#programs) await program.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #start(path: string, parameters: readonly string[]): Program {
    const program = new Program(path, ['--address', this.#address, ...this.#mode, ...parameters], {
      MEMLANE_DIR: this.#directory,
      MEMLANE_CHAT_TOKEN: this.#token,
      FORCE_COLOR: '1',
    });
    this.#programs.push(program);
    return program;
  }
}
