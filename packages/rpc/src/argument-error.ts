// SPDX-License-Identifier: Apache-2.0
// Errors for wrong arguments are the same in every layer.
export { argumentRangeError, argumentTypeError } from '@memlane/transport';
