// SPDX-License-Identifier: Apache-2.0
// The bytes and paths that clients of other implementations know: written by hand after gRPC's own files.
import { describe, expect, it } from 'vitest';
import {
  Health,
  HealthCheckRequest,
  HealthCheckResponse,
  HealthListResponse,
  ServerReflection,
  ServerReflectionRequest,
  ServerReflectionResponse,
  ServingStatus,
} from './index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('grpc.health.v1', () => {
  it('has the paths and kinds of gRPC', () => {
    expect(Object.values(Health.methods).map(({ path, kind }) => [path, kind])).toEqual([
      ['/grpc.health.v1.Health/Check', 'unary'],
      ['/grpc.health.v1.Health/List', 'unary'],
      ['/grpc.health.v1.Health/Watch', 'server-streaming'],
    ]);
  });

  it('has the numbers of gRPC', () => {
    expect(ServingStatus).toEqual({ UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 });
    expect(hex(HealthCheckRequest.toBinary({ service: 'a' }))).toBe('0a0161');
    expect(hex(HealthCheckResponse.toBinary({ status: ServingStatus.NOT_SERVING }))).toBe('0802');
    expect(hex(HealthListResponse.toBinary({ statuses: { a: { status: 1 } } }))).toBe('0a070a016112020801');
  });
});

describe('grpc.reflection.v1', () => {
  it('has the path and kind of gRPC', () => {
    expect(Object.values(ServerReflection.methods).map(({ path, kind }) => [path, kind])).toEqual([
      ['/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', 'bidi-streaming'],
    ]);
  });

  it.each([
    ['host', { host: 'h' }, '0a0168'],
    ['file_by_filename', { messageRequest: { case: 'fileByFilename', value: 'f' } }, '1a0166'],
    ['file_containing_symbol', { messageRequest: { case: 'fileContainingSymbol', value: 's' } }, '220173'],
    [
      'file_containing_extension',
      {
        messageRequest: {
          case: 'fileContainingExtension',
          value: { containingType: 't', extensionNumber: 7 },
        },
      },
      '2a050a01741007',
    ],
    [
      'all_extension_numbers_of_type',
      { messageRequest: { case: 'allExtensionNumbersOfType', value: 't' } },
      '320174',
    ],
    ['list_services', { messageRequest: { case: 'listServices', value: '*' } }, '3a012a'],
  ] as const)('has the number of gRPC for %s', (_, request, bytes) => {
    expect(hex(ServerReflectionRequest.toBinary(request))).toBe(bytes);
  });

  it.each([
    ['valid_host', { validHost: 'h' }, '0a0168'],
    ['original_request', { originalRequest: { host: 'h' } }, '12030a0168'],
    [
      'file_descriptor_response',
      {
        messageResponse: {
          case: 'fileDescriptorResponse',
          value: { fileDescriptorProto: [new Uint8Array([9])] },
        },
      },
      '22030a0109',
    ],
    [
      'all_extension_numbers_response',
      {
        messageResponse: {
          case: 'allExtensionNumbersResponse',
          value: { baseTypeName: 't', extensionNumber: [7] },
        },
      },
      '2a060a0174120107',
    ],
    [
      'list_services_response',
      { messageResponse: { case: 'listServicesResponse', value: { service: [{ name: 's' }] } } },
      '32050a030a0173',
    ],
    [
      'error_response',
      { messageResponse: { case: 'errorResponse', value: { errorCode: 5, errorMessage: 'e' } } },
      '3a050805120165',
    ],
  ] as const)('has the number of gRPC for %s', (_, response, bytes) => {
    expect(hex(ServerReflectionResponse.toBinary(response as never))).toBe(bytes);
  });
});
