// SPDX-License-Identifier: Apache-2.0
// What a generated file says of the `.proto` that it comes from. Costs nothing until somebody reads it.

/** One `.proto` file, with the files that it imports. */
export interface FileType {
  /** Path as other files import it: `greeter/greeter.proto`. */
  readonly path: string;
  /** The imported files, in the order of the descriptor's dependencies. */
  readonly dependencies: readonly FileType[];
  /** Its `google.protobuf.FileDescriptorProto`, in base64. */
  readonly descriptor: string;
}
