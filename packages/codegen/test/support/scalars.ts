// SPDX-License-Identifier: Apache-2.0
// One value of each scalar type, mostly at its limit.
import type { Scalars } from '../gen/bigint/everything.js';

export const scalars: Scalars = {
  aDouble: -1.5e300,
  aFloat: 0.5,
  anInt32: -2147483648,
  anInt64: -(2n ** 63n),
  aUint32: 4294967295,
  aUint64: 2n ** 64n - 1n,
  aSint32: -2147483648,
  aSint64: -(2n ** 63n),
  aFixed32: 4294967295,
  aFixed64: 2n ** 64n - 1n,
  aSfixed32: -2147483648,
  aSfixed64: -(2n ** 63n),
  aBool: true,
  aString: 'héllo 😀',
  someBytes: new Uint8Array([0, 255, 1]),
};
