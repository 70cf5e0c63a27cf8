// SPDX-License-Identifier: Apache-2.0
// The handlers of grpc.reflection.v1.ServerReflection. What it answers, and with which codes, follows gRPC's own servers.
import { Code, type FileType, type Handlers, type Server, type ServiceType } from '@memlane/rpc';
import { quoted, wrongType } from './argument-error.js';
import { Catalog } from './catalog.js';
import type {
  ServerReflection,
  ServerReflectionRequest,
  ServerReflectionResponseInit,
} from './gen/grpc/reflection/v1/reflection.js';

type Answer = NonNullable<ServerReflectionResponseInit['messageResponse']>;

/**
 * Add it with `server.add(ServerReflection, reflection(server))`: it tells of all services of the server, also of those
 * that are added later. Costs nothing until a client asks.
 * @throws TypeError when `server` is none
 */
export function reflection(server: Pick<Server, 'services'>): Handlers<typeof ServerReflection> {
  if (!Array.isArray(server?.services)) throw wrongType('server', 'a Server', server);
  let catalog = new Catalog([]);
  let known = 0;
  const look = (services: readonly ServiceType[]): Catalog => {
    // Services are added and never taken away.
    if (services.length !== known) {
      catalog = new Catalog(services);
      known = services.length;
    }
    return catalog;
  };
  return {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) {
        yield {
          validHost: request.host,
          originalRequest: request,
          messageResponse: answer(request.messageRequest, server.services, look),
        };
      }
    },
  };
}

function answer(
  request: ServerReflectionRequest['messageRequest'],
  services: readonly ServiceType[],
  look: (services: readonly ServiceType[]) => Catalog,
): Answer {
  switch (request.case) {
    case 'listServices':
      return {
        case: 'listServicesResponse',
        value: { service: services.map(({ typeName }) => ({ name: typeName })) },
      };
    case 'fileByFilename': {
      const catalog = look(services);
      return files(
        catalog,
        catalog.file(request.value),
        () => `no service uses a file ${quoted(request.value)}`,
      );
    }
    case 'fileContainingSymbol': {
      const catalog = look(services);
      return files(catalog, catalog.fileOf(request.value), () => whyUnknown(request.value, services));
    }
    case 'fileContainingExtension': {
      // Generated code has no extensions.
      const { containingType, extensionNumber } = request.value;
      return notFound(`no file has extension ${extensionNumber} of ${quoted(containingType)}`);
    }
    case 'allExtensionNumbersOfType':
      if (!look(services).isMessage(request.value))
        return notFound(`no message is called ${quoted(request.value)}`);
      return { case: 'allExtensionNumbersResponse', value: { baseTypeName: request.value } };
    default:
      return failed(Code.UNIMPLEMENTED, 'the request asks for nothing that this server knows');
  }
}

function files(catalog: Catalog, file: FileType | undefined, why: () => string): Answer {
  if (file === undefined) return notFound(why());
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto: catalog.descriptors(file) } };
}

function whyUnknown(symbol: string, services: readonly ServiceType[]): string {
  const old = services.find(
    ({ typeName, file }) => file === undefined && (symbol === typeName || symbol.startsWith(`${typeName}.`)),
  );
  return old === undefined
    ? `no file declares ${quoted(symbol)}`
    : `${old.typeName} comes without a descriptor: generate its file again with this release`;
}

function notFound(message: string): Answer {
  return failed(Code.NOT_FOUND, message);
}

function failed(code: Code, message: string): Answer {
  return { case: 'errorResponse', value: { errorCode: code, errorMessage: message } };
}
