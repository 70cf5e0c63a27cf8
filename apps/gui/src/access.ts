// SPDX-License-Identifier: Apache-2.0
// Decides which requests may pass: this page and nobody else. Pure; knows no sockets.
import { createHash, timingSafeEqual } from 'node:crypto';

/** What is looked at; the shape of node:http's request. */
export interface AccessRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export type Verdict =
  /** `path` is what comes after the token: `/`, `/socket`. */
  | { readonly allowed: true; readonly path: string }
  /** The token is there, the slash that relative addresses need is not. */
  | { readonly allowed: false; readonly status: 308; readonly location: string }
  | { readonly allowed: false; readonly status: 400 | 403 | 405; readonly reason: string };

/**
 * Three locks. The Host header must name this server (a foreign name that resolves to 127.0.0.1 is DNS rebinding). The
 * Origin, where the browser sends one, must be this server's; for a WebSocket it must be there, because a browser lets
 * any page open one to anywhere. The first part of the path must be the token.
 */
export class Access {
  readonly token: string;
  readonly #hosts: readonly string[];
  readonly #digest: Buffer;

  constructor(token: string, port: number) {
    this.token = token;
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.#digest = digest(token);
  }

  /** The address to open. */
  get url(): string {
    return `http://${this.#hosts[0]}/${this.token}/`;
  }

  /** WebSocket origins of this server, for the page's policy. */
  get socketOrigins(): string[] {
    return this.#hosts.map((host) => `ws://${host}`);
  }

  checkPage(request: AccessRequest): Verdict {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { allowed: false, status: 405, reason: 'Only GET and HEAD are answered here.' };
    }
    return this.#check(request, false);
  }

  checkSocket(request: AccessRequest): Verdict {
    return this.#check(request, true);
  }

  #check({ url, headers }: AccessRequest, needsOrigin: boolean): Verdict {
    const { host, origin } = headers;
    if (typeof host !== 'string' || !this.#hosts.includes(host)) {
      return { allowed: false, status: 403, reason: 'The Host header names another server.' };
    }
    if ((origin !== undefined || needsOrigin) && origin !== `http://${host}`) {
      return { allowed: false, status: 403, reason: 'The request comes from another page.' };
    }
    const match = /^\/([^/?#]*)(\/[^?#]*)?/.exec(url ?? '');
    if (match === null) return { allowed: false, status: 400, reason: 'The address has no path.' };
    const [, token = '', path] = match;
    if (!timingSafeEqual(digest(token), this.#digest)) {
      return {
        allowed: false,
        status: 403,
        reason: 'The token is missing or wrong. Open the whole address that the program printed.',
      };
    }
    if (path === undefined) return { allowed: false, status: 308, location: `/${this.token}/` };
    return { allowed: true, path };
  }
}

/** Equal lengths for the comparison in constant time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
