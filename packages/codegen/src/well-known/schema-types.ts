// SPDX-License-Identifier: Apache-2.0
// The texts of protobuf's well-known types that describe schemas. Names and numbers are protobuf's own.

const sourceContext = `syntax = "proto3";
package google.protobuf;

// Where something was declared.
message SourceContext {
  // Such as \`google/protobuf/source_context.proto\`.
  string file_name = 1;
}
`;

const type = `syntax = "proto3";
package google.protobuf;

import "google/protobuf/any.proto";
import "google/protobuf/source_context.proto";

// Describes a message type.
message Type {
  // Full name.
  string name = 1;
  repeated Field fields = 2;
  // Names of its oneofs.
  repeated string oneofs = 3;
  repeated Option options = 4;
  SourceContext source_context = 5;
  Syntax syntax = 6;
  // Only with SYNTAX_EDITIONS.
  string edition = 7;
}

// Describes a field.
message Field {
  enum Kind {
    TYPE_UNKNOWN = 0;
    TYPE_DOUBLE = 1;
    TYPE_FLOAT = 2;
    TYPE_INT64 = 3;
    TYPE_UINT64 = 4;
    TYPE_INT32 = 5;
    TYPE_FIXED64 = 6;
    TYPE_FIXED32 = 7;
    TYPE_BOOL = 8;
    TYPE_STRING = 9;
    TYPE_GROUP = 10;
    TYPE_MESSAGE = 11;
    TYPE_BYTES = 12;
    TYPE_UINT32 = 13;
    TYPE_ENUM = 14;
    TYPE_SFIXED32 = 15;
    TYPE_SFIXED64 = 16;
    TYPE_SINT32 = 17;
    TYPE_SINT64 = 18;
  }

  enum Cardinality {
    CARDINALITY_UNKNOWN = 0;
    CARDINALITY_OPTIONAL = 1;
    CARDINALITY_REQUIRED = 2;
    CARDINALITY_REPEATED = 3;
  }

  Kind kind = 1;
  Cardinality cardinality = 2;
  int32 number = 3;
  string name = 4;
  // Of messages and enums: \`type.googleapis.com/google.protobuf.Timestamp\`.
  string type_url = 6;
  // Index in \`Type.oneofs\`, from 1; 0 for none.
  int32 oneof_index = 7;
  bool packed = 8;
  repeated Option options = 9;
  string json_name = 10;
  // Of proto2.
  string default_value = 11;
}

// Describes an enum.
message Enum {
  // Full name.
  string name = 1;
  repeated EnumValue enumvalue = 2;
  repeated Option options = 3;
  SourceContext source_context = 4;
  Syntax syntax = 5;
  // Only with SYNTAX_EDITIONS.
  string edition = 6;
}

// Describes a value of an enum.
message EnumValue {
  string name = 1;
  int32 number = 2;
  repeated Option options = 3;
}

// An option of something described.
message Option {
  string name = 1;
  Any value = 2;
}

// The syntax of a file.
enum Syntax {
  SYNTAX_PROTO2 = 0;
  SYNTAX_PROTO3 = 1;
  SYNTAX_EDITIONS = 2;
}
`;

const api = `syntax = "proto3";
package google.protobuf;

import "google/protobuf/source_context.proto";
import "google/protobuf/type.proto";

// Describes a service.
message Api {
  // Full name.
  string name = 1;
  repeated Method methods = 2;
  repeated Option options = 3;
  string version = 4;
  SourceContext source_context = 5;
  repeated Mixin mixins = 6;
  Syntax syntax = 7;
  // Only with SYNTAX_EDITIONS.
  string edition = 8;
}

// Describes a method.
message Method {
  string name = 1;
  string request_type_url = 2;
  bool request_streaming = 3;
  string response_type_url = 4;
  bool response_streaming = 5;
  repeated Option options = 6;
  Syntax syntax = 7 [deprecated = true];
  string edition = 8 [deprecated = true];
}

// A service whose methods are also those of the service described.
message Mixin {
  // Full name.
  string name = 1;
  string root = 2;
}
`;

export const schemaTypes: Readonly<Record<string, string>> = {
  'google/protobuf/api.proto': api,
  'google/protobuf/source_context.proto': sourceContext,
  'google/protobuf/type.proto': type,
};
