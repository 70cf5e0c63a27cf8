// SPDX-License-Identifier: Apache-2.0
// Records as protobufjs has them: 64-bit integers are `Long`, maps plain objects.
import Long from 'long';
import protobuf from 'protobufjs/minimal.js';
import { objectForm, type RecordForm } from '../../record.js';

// Without it protobufjs gives numbers, which cannot hold what is sent.
protobuf.util.Long = Long;
protobuf.configure();

export const longForm: RecordForm = {
  ...objectForm,
  int64: (value) => Long.fromString(`${BigInt.asIntN(64, value)}`),
  equal64: (a, b) => (a as Long).low === (b as Long).low && (a as Long).high === (b as Long).high,
};
