// SPDX-License-Identifier: Apache-2.0
// The program that the conformance runner tests: testee.ts GENERATED_DIR SKIPPED_FILE. Decodes and encodes each message
// with generated code, and writes to SKIPPED_FILE how many cases it left out and why.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Generated, type Request, type Response, readFrame, writeFrame } from './protocol.js';

const formats = ['unspecified', 'binary', 'JSON', 'JSPB', 'text'];
const inputFormats = {
  protobufPayload: 'binary',
  jsonPayload: 'JSON',
  jspbPayload: 'JSPB',
  textPayload: 'text',
};

const [generatedDir = '', skippedFile = ''] = process.argv.slice(2);
const load = (path: string) => import(pathToFileURL(join(generatedDir, path)).href);
const { ConformanceRequest, ConformanceResponse, FailureSet, TestAllTypesProto3 }: Generated = {
  ...(await load('conformance/conformance.ts')),
  ...(await load('google/protobuf/test_messages_proto3.ts')),
};
const skipped = new Map<string, number>();

for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
  writeFrame(ConformanceResponse.toBinary(answer(ConformanceRequest.fromBinary(frame))));
}
const lines = [...skipped].map(([reason, count]) => `${reason}: ${count}\n`).sort();
writeFileSync(skippedFile, lines.join(''), { flag: 'a' });

function answer(request: Request): Response {
  const { payload, messageType } = request;
  if (messageType === 'conformance.FailureSet') {
    return { result: { case: 'protobufPayload', value: FailureSet.toBinary({}) } };
  }
  if (payload.case === undefined) return { result: { case: 'runtimeError', value: 'no payload' } };
  const input = inputFormats[payload.case];
  const output = formats[request.requestedOutputFormat] ?? 'unknown';
  const outOfScope = messageType !== TestAllTypesProto3.typeName || input !== 'binary' || output !== 'binary';
  if (outOfScope) {
    const reason = `${messageType} ${input} to ${output}`;
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    return { result: { case: 'skipped', value: 'out of scope' } };
  }
  let message: unknown;
  try {
    message = TestAllTypesProto3.fromBinary(payload.value as Uint8Array);
  } catch (error) {
    return { result: { case: 'parseError', value: String(error) } };
  }
  try {
    return { result: { case: 'protobufPayload', value: TestAllTypesProto3.toBinary(message) } };
  } catch (error) {
    return { result: { case: 'serializeError', value: String(error) } };
  }
}
