// SPDX-License-Identifier: Apache-2.0
// gRPC's standard services, ready to be added to a server, and what their clients need.
export {
  Health,
  HealthCheckRequest,
  type HealthCheckRequestInit,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
  type HealthCheckResponseInit,
  HealthListRequest,
  type HealthListRequestInit,
  HealthListResponse,
  type HealthListResponseInit,
} from './gen/grpc/health/v1/health.js';
export {
  ErrorResponse,
  ExtensionNumberResponse,
  ExtensionRequest,
  FileDescriptorResponse,
  ListServiceResponse,
  ServerReflection,
  ServerReflectionRequest,
  type ServerReflectionRequestInit,
  ServerReflectionResponse,
  type ServerReflectionResponseInit,
  ServiceResponse,
} from './gen/grpc/reflection/v1/reflection.js';
export { HealthService, type HealthStatus } from './health-service.js';
export { reflection } from './reflection.js';
