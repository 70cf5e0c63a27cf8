// SPDX-License-Identifier: Apache-2.0
// From names of a `.proto` to names of TypeScript. A name that cannot be used gets a `$` at its end.

/** `sent_at_ms` → `sentAtMs`: what protobuf itself does for JSON names. */
export function lowerCamelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/** The message of a map's entries, as protobuf calls it: `by_name` → `ByNameEntry`. */
export function mapEntryName(field: string): string {
  const camel = lowerCamelCase(field);
  return `${camel.slice(0, 1).toUpperCase()}${camel.slice(1)}Entry`;
}

/** Properties that every object has, or that JavaScript itself asks for. */
const objectProperties = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toJSON',
  'toLocaleString',
  'toString',
  'valueOf',
]);

export function propertyName(name: string): string {
  const camel = lowerCamelCase(name);
  return objectProperties.has(camel) ? `${camel}$` : camel;
}

/** `SayHello` → `sayHello`. `then` would make a client look like a promise, `sync` holds its blocking calls. */
export function methodName(name: string): string {
  const camel = propertyName(name[0]!.toLowerCase() + name.slice(1));
  return camel === 'then' || camel === 'sync' ? `${camel}$` : camel;
}

/** Names of enum values without the enum's own, where all have it: `SIDE_CONSOLE` of `Side` → `CONSOLE`. */
export function enumValueNames(enumName: string, values: readonly string[]): string[] {
  const prefix = `${upperSnakeCase(enumName)}_`;
  const isCommon = values.every(
    (value) => value.startsWith(prefix) && /^[A-Za-z_]/.test(value.slice(prefix.length)),
  );
  return isCommon ? values.map((value) => value.slice(prefix.length)) : [...values];
}

/** `HTTPStatus` → `HTTP_STATUS`, `ChatSide` → `CHAT_SIDE`. */
function upperSnakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}

const words = `
  abstract any as asserts async await bigint boolean break case catch class const continue debugger declare default
  delete do else enum export extends false finally for from function get if implements import in infer instanceof
  interface is keyof let module namespace never new null number object of override package private protected public
  readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined
  unique unknown using var void while with yield arguments eval`;
/** Globals, and locals of the generated functions. */
const taken = `
  Array FileType Map Object ReadonlyMap Uint8Array NaN Infinity MessageType MethodType Reader ServiceType Writer
  at bytes depth end init inner into item key map message reader start stop tag value writer`;

const reserved = new Set(`${words} ${taken}`.trim().split(/\s+/));

/** A name for a declaration of a generated file that clashes with nothing the file uses by itself. */
export function declarationName(name: string, runtimeNames: ReadonlySet<string>): string {
  return reserved.has(name) || runtimeNames.has(name) ? `${name}$` : name;
}

/** A name for a local variable beside the declarations and imports in `scope` and what the runtime exports. */
export function localVariable(
  name: string,
  scope: ReadonlySet<string>,
  runtimeNames: ReadonlySet<string>,
): string {
  let local = identifier.test(name) ? name : `$${name}`;
  while (reserved.has(local) || scope.has(local) || runtimeNames.has(local)) local += '$';
  return local;
}

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Source of a property name; a digit may come first after underscores are gone. */
export function propertySource(name: string): string {
  return identifier.test(name) ? name : `'${name}'`;
}

/** Source of a property access. */
export function accessSource(object: string, name: string): string {
  return identifier.test(name) ? `${object}.${name}` : `${object}['${name}']`;
}
