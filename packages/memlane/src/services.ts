// SPDX-License-Identifier: Apache-2.0
// gRPC's standard services, under the name that people install.
export * from '@memlane/services';
