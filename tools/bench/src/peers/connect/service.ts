// SPDX-License-Identifier: Apache-2.0
// The echo service as connect-es wants it described.
import { join } from 'node:path';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Place } from '../contract.js';
import { descriptorSet } from './gen/descriptor.js';

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)));

export const echoService = registry.getService('bench.Echo')!;

export const socketPath = (place: Place): string => join(place.directory, 'echo.sock');
