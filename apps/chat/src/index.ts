// SPDX-License-Identifier: Apache-2.0
export { ChatError, type ChatErrorCode } from './chat-error.js';
export { type Line, Side } from './gen/chat.js';
export { createIdentity, type Identity, otherSide, sideName } from './identity.js';
export { maxLineChars, maxWaitingLines } from './limits.js';
export type { ChatLink, ChatLinkHandler, LinkPeer, LinkState } from './link.js';
export { describeMedium, describePeer, Narrator } from './narrator.js';
export { errorExitCode, errorText, usageExitCode } from './process/error-text.js';
export { exit, ignoreClosedOutput, onStop, type StopCause } from './process/stop.js';
export { RawLink, type RawLinkOptions } from './raw-link.js';
export { RpcClientLink, type RpcClientLinkOptions } from './rpc-client-link.js';
export { RpcServerLink, type RpcServerLinkOptions } from './rpc-server-link.js';
export {
  type RoundTrip,
  type SaidLine,
  Speaker,
  type SpeakerEvents,
  type SpeakerOptions,
} from './speaker.js';
export { formatMicroseconds, printable } from './text.js';
