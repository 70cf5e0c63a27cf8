// SPDX-License-Identifier: Apache-2.0
// The answering side of the interop cases: grpc.testing.TestService. UnimplementedCall has no handler, on purpose.
import { setTimeout as sleep } from 'node:timers/promises';
import { Code, type HandlerContext, type Handlers, RpcError, toCode } from 'memlane';
import {
  type EchoStatus,
  Empty,
  type Payload,
  PayloadType,
  type SimpleRequest,
  type StreamingOutputCallRequest,
  type TestService,
} from '../gen/interop.js';
import { initialKey, trailingKey } from './metadata-keys.js';

export const testService: Handlers<typeof TestService> = {
  emptyCall(request, context) {
    echoMetadata(context);
    const bytes = Empty.toBinary(request).length;
    if (bytes > 0) throw new RpcError(Code.INVALID_ARGUMENT, `an empty message has ${bytes} bytes`);
    return {};
  },

  unaryCall: answer,
  cacheableUnaryCall: answer,

  async *streamingOutputCall(request, context) {
    echoMetadata(context);
    yield* responsesTo(request);
  },

  async streamingInputCall(requests, context) {
    echoMetadata(context);
    let aggregatedPayloadSize = 0;
    for await (const { payload } of requests) aggregatedPayloadSize += payload?.body.length ?? 0;
    return { aggregatedPayloadSize };
  },

  async *fullDuplexCall(requests, context) {
    echoMetadata(context);
    for await (const request of requests) yield* responsesTo(request);
  },

  async *halfDuplexCall(requests, context) {
    echoMetadata(context);
    const all: StreamingOutputCallRequest[] = [];
    for await (const request of requests) all.push(request);
    for (const request of all) yield* responsesTo(request);
  },
};

function answer(request: SimpleRequest, context: HandlerContext): { payload: Payload } {
  echoMetadata(context);
  checkStatus(request.responseStatus);
  return { payload: payloadOf(request.responseType, request.responseSize) };
}

async function* responsesTo(request: StreamingOutputCallRequest): AsyncGenerator<{ payload: Payload }> {
  checkStatus(request.responseStatus);
  for (const { size, intervalUs } of request.responseParameters) {
    if (intervalUs > 0) await sleep(intervalUs / 1000);
    yield { payload: payloadOf(request.responseType, size) };
  }
}

function echoMetadata({ metadata, responseMetadata, trailers }: HandlerContext): void {
  for (const value of metadata.getAll(initialKey)) responseMetadata.append(initialKey, value);
  for (const value of metadata.getAll(trailingKey)) trailers.append(trailingKey, value);
}

/** Ends the call with the status that the client wished for. */
function checkStatus(status: EchoStatus | undefined): void {
  if (status !== undefined && status.code !== Code.OK)
    throw new RpcError(toCode(status.code), status.message);
}

function payloadOf(type: number, size: number): Payload {
  if (type !== PayloadType.COMPRESSABLE)
    throw new RpcError(Code.INVALID_ARGUMENT, `there is no payload of type ${type}`);
  if (size < 0) throw new RpcError(Code.INVALID_ARGUMENT, `a payload cannot have ${size} bytes`);
  return { type, body: new Uint8Array(size) };
}
