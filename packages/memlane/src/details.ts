// SPDX-License-Identifier: Apache-2.0
// Message types of error details, under the name that people install.
export * from '@memlane/rpc/details';
