// SPDX-License-Identifier: Apache-2.0
// Reads the outline of a file. Refuses what the generator does not support, and syntax errors, at their place.
import { CodegenError } from '../codegen-error.js';
import {
  type FileOutline,
  type ImportOutline,
  type Located,
  newScope,
  type OptionOutline,
  type ServiceOutline,
} from './outline.js';
import { readDeclaration } from './read-declarations.js';
import { readMethodBody, readOptionStatement } from './read-options.js';
import { TokenReader } from './token-reader.js';

/** `file` is the path for errors, `path` the one relative to the directory. @throws CodegenError "syntax", "unsupported" */
export function readOutline(text: string, path: string, file: string): FileOutline {
  const reader = new TokenReader(text, file);
  readSyntax(reader);
  const imports: ImportOutline[] = [];
  const services: ServiceOutline[] = [];
  const options: OptionOutline[] = [];
  const scope = newScope();
  let packageName: Located | undefined;
  while (reader.next.kind !== 'end') {
    if (reader.skip(';')) continue;
    switch (reader.next.text) {
      case 'import':
        imports.push(readImport(reader));
        break;
      case 'package': {
        const token = reader.take();
        if (packageName !== undefined) {
          throw new CodegenError('syntax', 'a file has one package at most', reader.place(token));
        }
        packageName = reader.typeName('the name of the package');
        if (packageName.text.split('.').includes('__proto__')) {
          throw new CodegenError('unsupported', 'the name __proto__ is not supported', packageName.place);
        }
        reader.expect(';');
        break;
      }
      case 'option':
        options.push(readOptionStatement(reader));
        break;
      case 'service':
        services.push(readService(reader));
        break;
      case 'syntax':
      case 'edition':
        throw new CodegenError('syntax', `${reader.next.text} must come first`, reader.place(reader.next));
      default:
        if (!readDeclaration(reader, scope))
          throw reader.unexpected('message, enum, service, import or option');
    }
  }
  return { path, package: packageName, imports, scope, services, options };
}

function readSyntax(reader: TokenReader): void {
  while (reader.skip(';'));
  const token = reader.next;
  if (reader.skip('edition')) {
    throw new CodegenError(
      'unsupported',
      'editions are not supported; use syntax = "proto3"',
      reader.place(token),
    );
  }
  if (!reader.skip('syntax')) {
    const why = 'the file does not begin with syntax = "proto3", so it is proto2, which is not supported';
    throw new CodegenError('unsupported', why, reader.place(token));
  }
  reader.expect('=');
  const syntax = reader.string('"proto3"');
  if (syntax.text !== 'proto3') {
    const why = `syntax "${syntax.text}" is not supported; use "proto3"`;
    throw new CodegenError('unsupported', why, syntax.place);
  }
  reader.expect(';');
}

function readImport(reader: TokenReader): ImportOutline {
  reader.take();
  const isPublic = reader.skip('public');
  const isWeak = !isPublic && reader.skip('weak');
  const path = reader.string('the path of a .proto file in quotes');
  reader.expect(';');
  return { ...path, isPublic, isWeak };
}

function readService(reader: TokenReader): ServiceOutline {
  reader.take();
  const service: ServiceOutline = { name: reader.name('the name of the service'), methods: [], options: [] };
  reader.expect('{');
  while (!reader.skip('}')) {
    if (reader.skip(';')) continue;
    if (reader.next.text === 'option') service.options.push(readOptionStatement(reader));
    else if (reader.skip('rpc')) {
      const name = reader.name('the name of the method');
      const input = readMethodType(reader);
      reader.expect('returns');
      const output = readMethodType(reader);
      const hasBody = reader.skip('{');
      const options = hasBody ? readMethodBody(reader) : [];
      if (!hasBody) reader.expect(';');
      service.methods.push({ name, input, output, options });
    } else throw reader.unexpected('rpc, option or "}"');
  }
  return service;
}

function readMethodType(reader: TokenReader): Located {
  reader.expect('(');
  // A message may be called `stream`.
  if (reader.next.text === 'stream' && reader.afterNext.text !== ')') reader.take();
  const type = reader.typeName('the name of a message');
  reader.expect(')');
  return type;
}
