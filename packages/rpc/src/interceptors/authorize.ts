// SPDX-License-Identifier: Apache-2.0
// A ready interceptor that lets calls through by method: by the client's uid or gid, or by what its metadata say.
import { argumentTypeError } from '../argument-error.js';
import { Code } from '../code.js';
import type { InterceptedCall, Interceptor } from '../interceptor.js';
import { RpcError } from '../rpc-error.js';

/** Who may call a method. Where both are given, both must hold. */
export interface AccessRule {
  /** Numeric uids of clients, as the kernel knows them. */
  readonly uids?: readonly number[] | undefined;
  /** Numeric gids; a client passes by its uid or by its gid. */
  readonly gids?: readonly number[] | undefined;
  /** True to let the call through, false for PERMISSION_DENIED, undefined (no credentials) for UNAUTHENTICATED. */
  readonly check?:
    | ((call: InterceptedCall) => boolean | undefined | Promise<boolean | undefined>)
    | undefined;
}

/** By gRPC path `/package.Service/Method`, by service `/package.Service/*`, or `*` for all others. */
export type AccessRules = Readonly<Record<string, AccessRule | 'allow' | 'deny'>>;

const keyPattern = /^(\*|\/[\w.]+\/(\*|\w+))$/;

/**
 * For servers. The most particular rule of a method holds; a method without one is denied. A refused call ends
 * PERMISSION_DENIED, or UNAUTHENTICATED where nothing is known of the client; its handler is not called.
 * @throws TypeError for rules that are none
 */
export function authorize(rules: AccessRules): Interceptor {
  if (typeof rules !== 'object' || rules === null) throw argumentTypeError('rules', 'an object', rules);
  const all = new Map(Object.entries(rules));
  for (const [key, rule] of all) checkRule(key, rule);
  return async (call, next) => {
    if (call.side !== 'server') throw new TypeError('authorize() is for servers');
    const { path } = call.method;
    const service = `${path.slice(0, path.lastIndexOf('/'))}/*`;
    const rule = all.get(path) ?? all.get(service) ?? all.get('*') ?? 'deny';
    const refusal = await refusalOf(rule, call);
    if (refusal !== undefined) throw refusal;
    return next();
  };
}

async function refusalOf(
  rule: AccessRule | 'allow' | 'deny',
  call: InterceptedCall,
): Promise<RpcError | undefined> {
  const { path } = call.method;
  if (rule === 'allow') return undefined;
  if (rule === 'deny') return new RpcError(Code.PERMISSION_DENIED, `${path} is not allowed`);
  const { uids, gids, check } = rule;
  if (uids !== undefined || gids !== undefined) {
    const { peer } = call;
    if (peer === undefined)
      return new RpcError(Code.UNAUTHENTICATED, `${path} is for known processes; the client's is not known`);
    if (!(uids?.includes(peer.uid) || gids?.includes(peer.gid))) {
      return new RpcError(
        Code.PERMISSION_DENIED,
        `${path} is not allowed for uid ${peer.uid}, gid ${peer.gid}`,
      );
    }
  }
  if (check === undefined) return undefined;
  const passed = await check(call);
  if (passed === true) return undefined;
  return passed === undefined
    ? new RpcError(Code.UNAUTHENTICATED, `${path} needs credentials`)
    : new RpcError(Code.PERMISSION_DENIED, `${path} is not allowed with these credentials`);
}

function checkRule(key: string, rule: unknown): void {
  if (!keyPattern.test(key))
    throw new TypeError(
      `rule ${JSON.stringify(key)} is neither "/package.Service/Method", "/package.Service/*" nor "*"`,
    );
  if (rule === 'allow' || rule === 'deny') return;
  const name = `rule ${JSON.stringify(key)}`;
  if (typeof rule !== 'object' || rule === null)
    throw argumentTypeError(name, '"allow", "deny" or an object', rule);
  const { uids, gids, check } = rule as Record<string, unknown>;
  if (uids === undefined && gids === undefined && check === undefined)
    throw new TypeError(`${name} has neither uids, gids nor check; say "allow" to let everyone through`);
  for (const [kind, list] of Object.entries({ uids, gids })) {
    if (list === undefined) continue;
    if (!Array.isArray(list)) throw argumentTypeError(`${name}: ${kind}`, 'an array of integers', list);
    const wrong = list.findIndex((id) => !Number.isInteger(id));
    if (wrong >= 0) throw argumentTypeError(`${name}: ${kind}[${wrong}]`, 'an integer', list[wrong]);
  }
  if (check !== undefined && typeof check !== 'function')
    throw argumentTypeError(`${name}: check`, 'a function', check);
}
