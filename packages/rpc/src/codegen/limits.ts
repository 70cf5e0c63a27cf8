// SPDX-License-Identifier: Apache-2.0
// Limits of generated code.

/** Messages and groups inside each other; protobuf's own default. */
export const maxMessageDepth = 100;
