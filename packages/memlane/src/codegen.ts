// SPDX-License-Identifier: Apache-2.0
// The runtime of generated code, under the name that people install.
export * from '@memlane/rpc/codegen';
