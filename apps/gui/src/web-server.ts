// SPDX-License-Identifier: Apache-2.0
// Serves the page's files and its WebSocket on 127.0.0.1, to whom Access lets in. Knows nothing of the chat.
import { existsSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import { type WebSocket, WebSocketServer } from 'ws';
import { Access, type Verdict } from './access.js';
import { securityHeaders } from './security-headers.js';

export interface WebServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** Longest message of the page, in bytes. */
  readonly maxMessageBytes: number;
  /** A page has come; the callee owns its socket. */
  readonly onPage: (socket: WebSocket) => void;
}

/** Pages that may be open at once. */
export const maxPages = 16;

export class WebServer {
  readonly access: Access;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;

  private constructor(http: Server, options: WebServerOptions) {
    const { port } = http.address() as AddressInfo;
    this.access = new Access(options.token, port);
    this.#http = http;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: true,
      maxPayload: options.maxMessageBytes,
    });
    this.#sockets.on('connection', (socket) => options.onPage(socket));
    const files = this.#pageFiles(options.pageFolder);
    http.on('request', (request, response) => this.#answer(request, response, files));
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** @throws an error of node:net with its code, such as EADDRINUSE */
  static async start(options: WebServerOptions): Promise<WebServer> {
    const http = createServer();
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(options.port, '127.0.0.1', () => {
        http.off('error', reject);
        resolve();
      });
    });
    return new WebServer(http, options);
  }

  /** Ends every page's socket and stops listening. Idempotent. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  #pageFiles(folder: string): ReturnType<typeof sirv> | undefined {
    return existsSync(folder) ? sirv(folder, { dev: false, etag: false }) : undefined;
  }

  #answer(
    request: IncomingMessage,
    response: ServerResponse,
    files: ReturnType<typeof sirv> | undefined,
  ): void {
    for (const [name, value] of Object.entries(securityHeaders(this.access.socketOrigins))) {
      response.setHeader(name, value);
    }
    const verdict = this.access.checkPage(request);
    if (!verdict.allowed) {
      if (verdict.status === 308) response.setHeader('Location', verdict.location);
      respond(response, verdict.status, textOf(verdict));
    } else if (files === undefined) {
      respond(response, 503, 'The page is not built: run "npm run build -w @memlane/app-gui".');
    } else {
      request.url = verdict.path;
      files(request, response, () => respond(response, 404, 'There is no such file.'));
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const verdict = this.access.checkSocket(request);
    if (!verdict.allowed) refuse(socket, verdict.status === 308 ? 403 : verdict.status);
    else if (verdict.path !== '/socket') refuse(socket, 404);
    else if (this.#sockets.clients.size >= maxPages) refuse(socket, 503);
    else this.#sockets.handleUpgrade(request, socket, head, (page) => this.#sockets.emit('connection', page));
  }
}

function textOf(verdict: Extract<Verdict, { allowed: false }>): string {
  return verdict.status === 308 ? 'The address needs a slash at its end.' : verdict.reason;
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
