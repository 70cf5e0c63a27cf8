// SPDX-License-Identifier: Apache-2.0
// The texts of protobuf's well-known types that carry data. Names and numbers are protobuf's own.

const any = `syntax = "proto3";
package google.protobuf;

// A message of any type, as bytes, with the name of its type.
message Any {
  // Ends with the full name of the type: \`type.googleapis.com/greeter.HelloRequest\`.
  string type_url = 1;
  bytes value = 2;
}
`;

const duration = `syntax = "proto3";
package google.protobuf;

// A span of time, with the precision of a nanosecond.
message Duration {
  // From -315,576,000,000 to 315,576,000,000.
  int64 seconds = 1;
  // From -999,999,999 to 999,999,999, with the sign of \`seconds\`.
  int32 nanos = 2;
}
`;

const empty = `syntax = "proto3";
package google.protobuf;

// No fields.
message Empty {}
`;

const fieldMask = `syntax = "proto3";
package google.protobuf;

// Names some fields of a message.
message FieldMask {
  // Such as \`user.display_name\`.
  repeated string paths = 1;
}
`;

const struct = `syntax = "proto3";
package google.protobuf;

// A JSON object.
message Struct {
  map<string, Value> fields = 1;
}

// A JSON value.
message Value {
  oneof kind {
    NullValue null_value = 1;
    double number_value = 2;
    string string_value = 3;
    bool bool_value = 4;
    Struct struct_value = 5;
    ListValue list_value = 6;
  }
}

// JSON's null.
enum NullValue {
  NULL_VALUE = 0;
}

// A JSON array.
message ListValue {
  repeated Value values = 1;
}
`;

const timestamp = `syntax = "proto3";
package google.protobuf;

// An instant, with the precision of a nanosecond.
message Timestamp {
  // Since 1970-01-01T00:00:00Z; from year 1 to year 9999.
  int64 seconds = 1;
  // From 0 to 999,999,999, counting forward also before 1970.
  int32 nanos = 2;
}
`;

const wrappers = `syntax = "proto3";
package google.protobuf;

// A double that may be absent.
message DoubleValue {
  double value = 1;
}

// A float that may be absent.
message FloatValue {
  float value = 1;
}

// An int64 that may be absent.
message Int64Value {
  int64 value = 1;
}

// A uint64 that may be absent.
message UInt64Value {
  uint64 value = 1;
}

// An int32 that may be absent.
message Int32Value {
  int32 value = 1;
}

// A uint32 that may be absent.
message UInt32Value {
  uint32 value = 1;
}

// A bool that may be absent.
message BoolValue {
  bool value = 1;
}

// A string that may be absent.
message StringValue {
  string value = 1;
}

// Bytes that may be absent.
message BytesValue {
  bytes value = 1;
}
`;

export const dataTypes: Readonly<Record<string, string>> = {
  'google/protobuf/any.proto': any,
  'google/protobuf/duration.proto': duration,
  'google/protobuf/empty.proto': empty,
  'google/protobuf/field_mask.proto': fieldMask,
  'google/protobuf/struct.proto': struct,
  'google/protobuf/timestamp.proto': timestamp,
  'google/protobuf/wrappers.proto': wrappers,
};
