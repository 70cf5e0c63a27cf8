// SPDX-License-Identifier: Apache-2.0
// JavaScript in, core calls out, and events back. Arguments come from one TypeScript file; what would lead a copy astray
// is checked here all the same.
#include "binding/broadcast.h"

#include <algorithm>

#include "binding/status_error.h"

namespace memlane {
namespace {

struct Span {
  uint8_t* data = nullptr;
  size_t length = 0;
};

// `{ code, syscall, errno, position, size, pid, capacity }`
Napi::Value Failure(Napi::Env env, const Status& status, const BroadcastConflict& conflict) {
  if (status.ok()) return env.Undefined();
  Napi::Object object = StatusObject(env, status).As<Napi::Object>();
  object.Set("position", Napi::Number::New(env, static_cast<double>(conflict.position)));
  object.Set("size", Napi::Number::New(env, static_cast<double>(conflict.size)));
  object.Set("pid", Napi::Number::New(env, conflict.pid));
  object.Set("capacity", Napi::Number::New(env, static_cast<double>(conflict.capacity)));
  return object;
}

bool TakeBytes(napi_env env, napi_value value, Span* span) {
  napi_typedarray_type type;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &span->length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_uint8_array) {
    napi_throw_type_error(env, nullptr, "bytes must be a Uint8Array");
    return false;
  }
  span->data = static_cast<uint8_t*>(data);
  return true;
}

// Takes (array, number) and the object behind `this`. The raw C interface: these calls are the hot path.
template <typename T>
bool TakeSpan(napi_env env, napi_callback_info info, T** self, Span* span, int64_t* number) {
  napi_value arguments[2];
  size_t count = 2;
  napi_value receiver;
  void* wrapped = nullptr;
  if (napi_get_cb_info(env, info, &count, arguments, &receiver, nullptr) != napi_ok ||
      napi_unwrap(env, receiver, &wrapped) != napi_ok) {
    napi_throw_type_error(env, nullptr, "not a broadcast file");
    return false;
  }
  if (!TakeBytes(env, arguments[0], span)) return false;
  if (number != nullptr && (napi_get_value_int64(env, arguments[1], number) != napi_ok || *number < 0)) {
    napi_throw_range_error(env, nullptr, "not a number of bytes");
    return false;
  }
  // ObjectWrap<T> wraps the T itself.
  *self = static_cast<T*>(wrapped);
  return true;
}

napi_value Number(napi_env env, int64_t value) {
  napi_value result = nullptr;
  napi_create_int64(env, value, &result);
  return result;
}

void DefineRaw(Napi::Env env, Napi::Function constructor, const char* name, napi_callback method) {
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, method, nullptr, &function) != napi_ok) return;
  constructor.Get("prototype").As<Napi::Object>().Set(name, Napi::Value(env, function));
}

uint64_t Bytes(const Napi::Value& value) {
  return static_cast<uint64_t>(std::max<int64_t>(0, value.As<Napi::Number>().Int64Value()));
}

}  // namespace

void Broadcast::Define(Napi::Env env, Environment* environment) {
  Napi::Function constructor = DefineClass(env, "NativeBroadcast",
                                           {
                                               InstanceMethod<&Broadcast::Open>("open"),
                                               InstanceMethod<&Broadcast::SetPatience>("setPatience"),
                                               InstanceMethod<&Broadcast::Use>("use"),
                                               InstanceMethod<&Broadcast::ClaimWriter>("claimWriter"),
                                               InstanceMethod<&Broadcast::Join>("join"),
                                               InstanceMethod<&Broadcast::Leave>("leave"),
                                               InstanceMethod<&Broadcast::Head>("head"),
                                               InstanceMethod<&Broadcast::NextPiece>("nextPiece"),
                                               InstanceMethod<&Broadcast::TakePiece>("takePiece"),
                                               InstanceMethod<&Broadcast::WritePieces>("writePieces"),
                                               InstanceMethod<&Broadcast::SetAlive>("setAlive"),
                                               InstanceMethod<&Broadcast::CloseIt>("close"),
                                           });
  DefineRaw(env, constructor, "read", Read);
  DefineRaw(env, constructor, "writeRecords", WriteRecords);
  DefineRaw(env, constructor, "tryMessage", TryMessage);
  environment->broadcast_constructor = Napi::Persistent(constructor);
}

Napi::Value Broadcast::Create(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Environment* environment = Environment::Of(env);
  Napi::Object object = environment->broadcast_constructor.New({});
  if (env.IsExceptionPending()) return {};
  Broadcast* broadcast = Unwrap(object);
  broadcast->core_ =
      BroadcastCore::Create(environment, info[0].As<Napi::String>().Utf8Value(), Bytes(info[1]), broadcast);
  broadcast->on_event_ = Napi::Weak(info[2].As<Napi::Function>());
  broadcast->context_.emplace(env, "MEMLANE_COMMUNICATOR");
  return object;
}

Broadcast::Broadcast(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Broadcast>(info), environment_(Environment::Of(info.Env())) {}

Broadcast::~Broadcast() {
  if (core_ == nullptr) return;
  core_->Detach();
  core_->Close();
}

void Broadcast::UpdateHold() {
  const bool hold = core_ != nullptr && core_->active();
  if (hold == held_) return;
  held_ = hold;
  hold ? (void)on_event_.Ref() : (void)on_event_.Unref();
}

Napi::Value Broadcast::Open(const Napi::CallbackInfo& info) {
  if (core_ == nullptr) return info.Env().Undefined();
  BroadcastConflict conflict;
  const Status status = core_->Open(&conflict);
  return Failure(info.Env(), status, conflict);
}

Napi::Value Broadcast::SetPatience(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->SetPatience(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}

Napi::Value Broadcast::Use(const Napi::CallbackInfo& info) {
  if (core_ == nullptr) return info.Env().Undefined();
  BroadcastConflict conflict;
  const Status status = core_->Use(Bytes(info[0]), Bytes(info[1]), &conflict);
  return Failure(info.Env(), status, conflict);
}

Napi::Value Broadcast::ClaimWriter(const Napi::CallbackInfo& info) {
  if (core_ == nullptr) return info.Env().Undefined();
  BroadcastConflict conflict;
  const Status status = core_->ClaimWriter(&conflict);
  if (status.ok()) return Napi::Number::New(info.Env(), static_cast<double>(core_->write_size()));
  return Failure(info.Env(), status, conflict);
}

Napi::Value Broadcast::Join(const Napi::CallbackInfo& info) {
  if (core_ == nullptr) return info.Env().Undefined();
  BroadcastConflict conflict;
  const Status status = core_->Join(&conflict);
  UpdateHold();
  return Failure(info.Env(), status, conflict);
}

Napi::Value Broadcast::Leave(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->Leave(Bytes(info[0]));
  UpdateHold();
  return info.Env().Undefined();
}

Napi::Value Broadcast::Head(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), core_ == nullptr ? 0 : static_cast<double>(core_->head()));
}

Napi::Value Broadcast::NextPiece(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  RecordHeader header;
  if (core_ == nullptr || !core_->NextPiece(&header)) return env.Undefined();
  Napi::Array array = Napi::Array::New(env, 3);
  array.Set(0u, Napi::Number::New(env, header.length()));
  array.Set(1u, Napi::Number::New(env, header.rest));
  array.Set(2u, Napi::Boolean::New(env, header.first()));
  return array;
}

Napi::Value Broadcast::TakePiece(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Span into;
  if (core_ == nullptr || !TakeBytes(env, info[0], &into)) return env.Undefined();
  const uint64_t offset = Bytes(info[1]);
  if (offset > into.length || core_->piece_length() > into.length - offset) {
    Napi::RangeError::New(env, "the piece passes the array").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  core_->TakePiece(into.data + offset);
  return env.Undefined();
}

Napi::Value Broadcast::WritePieces(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Span message;
  if (core_ == nullptr || !TakeBytes(env, info[0], &message)) return Napi::Number::New(env, BroadcastCore::kFault);
  const uint64_t done = Bytes(info[1]);
  if (message.length > kMaxMessageBytes || done > message.length) {
    Napi::RangeError::New(env, "not a message").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const int64_t written =
      core_->WritePieces(message.data, static_cast<uint32_t>(message.length), static_cast<uint32_t>(done));
  UpdateHold();
  return Napi::Number::New(env, static_cast<double>(written));
}

Napi::Value Broadcast::SetAlive(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->SetAlive(info[0].ToBoolean());
  return info.Env().Undefined();
}

Napi::Value Broadcast::CloseIt(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->Close();
  UpdateHold();
  return info.Env().Undefined();
}

napi_value Broadcast::Read(napi_env env, napi_callback_info info) {
  Broadcast* self = nullptr;
  Span into;
  int64_t consumed = 0;
  if (!TakeSpan(env, info, &self, &into, &consumed)) return nullptr;
  const bool open = self->core_ != nullptr;
  return Number(env, open ? self->core_->Read(into.data, into.length, static_cast<uint64_t>(consumed)) : 0);
}

napi_value Broadcast::WriteRecords(napi_env env, napi_callback_info info) {
  Broadcast* self = nullptr;
  Span records;
  int64_t length = 0;
  if (!TakeSpan(env, info, &self, &records, &length)) return nullptr;
  if (self->core_ == nullptr) return Number(env, BroadcastCore::kFault);
  const size_t count = std::min(records.length, static_cast<size_t>(length));
  const int64_t written = self->core_->WriteRecords(records.data, count);
  self->UpdateHold();
  return Number(env, written);
}

napi_value Broadcast::TryMessage(napi_env env, napi_callback_info info) {
  Broadcast* self = nullptr;
  Span message;
  if (!TakeSpan<Broadcast>(env, info, &self, &message, nullptr)) return nullptr;
  const bool able = self->core_ != nullptr && message.length <= kMaxMessageBytes;
  return Number(env, able ? self->core_->TryMessage(message.data, static_cast<uint32_t>(message.length))
                          : BroadcastCore::kFault);
}

void Broadcast::OnEvent(uint32_t events) {
  if (environment_->tearing_down()) return;
  const Napi::HandleScope scope(Env());
  const napi_value value = Number(Env(), events);
  CallFromLoop(environment_, on_event_, *context_, 1, &value);
  UpdateHold();
}

void Broadcast::OnGone() { core_ = nullptr; }

}  // namespace memlane
