// SPDX-License-Identifier: Apache-2.0
// The keys whose values the test server sends back.

export const initialKey = 'x-grpc-test-echo-initial';
export const trailingKey = 'x-grpc-test-echo-trailing-bin';
