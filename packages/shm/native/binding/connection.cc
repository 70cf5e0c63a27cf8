// SPDX-License-Identifier: Apache-2.0
// JavaScript in, core calls out, and events back.
#include "binding/connection.h"

#include <utility>

namespace memlane {
namespace {

struct Span {
  uint8_t* data = nullptr;
  uint32_t length = 0;
};

// True for whole numbers whose range lies within `size` bytes and in 32 bits. False for NaN.
bool IsRange(double offset, double length, size_t size) {
  return offset >= 0 && length >= 0 && length <= UINT32_MAX && offset + length <= static_cast<double>(size) &&
         offset == static_cast<double>(static_cast<uint64_t>(offset)) &&
         length == static_cast<double>(static_cast<uint32_t>(length));
}

// Takes (array, offset, length) and the object behind `this`. The raw C interface: these calls are the hot path.
template <typename T>
bool TakeSpan(napi_env env, napi_callback_info info, T** self, Span* span) {
  napi_value arguments[3];
  size_t count = 3;
  napi_value receiver;
  void* wrapped = nullptr;
  if (napi_get_cb_info(env, info, &count, arguments, &receiver, nullptr) != napi_ok || count < 3 ||
      napi_unwrap(env, receiver, &wrapped) != napi_ok) {
    napi_throw_type_error(env, nullptr, "not a connection");
    return false;
  }
  napi_typedarray_type type;
  size_t size = 0;
  void* data = nullptr;
  // As doubles, because a number that is no integer would be cut silently.
  double offset = -1;
  double length = -1;
  if (napi_get_typedarray_info(env, arguments[0], &type, &size, &data, nullptr, nullptr) != napi_ok ||
      type != napi_uint8_array) {
    napi_throw_type_error(env, nullptr, "bytes must be a Uint8Array");
    return false;
  }
  if (napi_get_value_double(env, arguments[1], &offset) != napi_ok ||
      napi_get_value_double(env, arguments[2], &length) != napi_ok || !IsRange(offset, length, size)) {
    napi_throw_range_error(env, nullptr, "offset and length pass the array");
    return false;
  }
  // ObjectWrap<T> wraps the T itself.
  *self = static_cast<T*>(wrapped);
  *span = {static_cast<uint8_t*>(data) + static_cast<size_t>(offset), static_cast<uint32_t>(length)};
  return true;
}

napi_value Number(napi_env env, uint32_t value) {
  napi_value result = nullptr;
  napi_create_uint32(env, value, &result);
  return result;
}

void DefineRaw(Napi::Env env, Napi::Function constructor, const char* name, napi_callback method) {
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, method, nullptr, &function) != napi_ok) return;
  constructor.Get("prototype").As<Napi::Object>().Set(name, Napi::Value(env, function));
}

}  // namespace

void Connection::Define(Napi::Env env, Environment* environment) {
  Napi::Function constructor = DefineClass(env, "NativeConnection",
                                           {
                                               InstanceMethod<&Connection::Start>("start"),
                                               InstanceMethod<&Connection::Unread>("unread"),
                                               InstanceMethod<&Connection::IsOwnPeer>("isOwnPeer"),
                                               InstanceMethod<&Connection::SetRef>("setRef"),
                                               InstanceMethod<&Connection::SetSpin>("setSpin"),
                                               InstanceMethod<&Connection::Stats>("stats"),
                                               InstanceMethod<&Connection::CloseIt>("close"),
                                           });
  DefineRaw(env, constructor, "write", Write);
  DefineRaw(env, constructor, "read", Read);
  DefineRaw(env, constructor, "fill", Fill);
  DefineRaw(env, constructor, "wait", Wait);
  environment->connection_constructor = Napi::Persistent(constructor);
}

Napi::Value Connection::New(Environment* environment, std::unique_ptr<Endpoint> endpoint) {
  const Napi::Env env = environment->env();
  Napi::Object object =
      environment->connection_constructor.New({Napi::External<std::unique_ptr<Endpoint>>::New(env, &endpoint)});
  if (env.IsExceptionPending()) return {};
  return Unwrap(object)->core_ == nullptr ? env.Undefined() : Napi::Value(object);
}

Connection::Connection(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Connection>(info) {
  environment_ = Environment::Of(info.Env());
  if (info.Length() < 1 || !info[0].IsExternal()) {
    Napi::TypeError::New(info.Env(), "connections come from connect() and listen()").ThrowAsJavaScriptException();
    return;
  }
  auto* endpoint = info[0].As<Napi::External<std::unique_ptr<Endpoint>>>().Data();
  core_ = ConnectionCore::Open(environment_, std::move(*endpoint), this);
  if (core_ != nullptr) Ref();
}

Connection::~Connection() {
  if (core_ != nullptr) core_->Detach();
}

Napi::Value Connection::Start(const Napi::CallbackInfo& info) {
  if (core_ == nullptr) return info.Env().Undefined();
  on_event_ = Napi::Persistent(info[0].As<Napi::Function>());
  context_.emplace(info.Env(), "MEMLANE_CONNECTION", Value());
  core_->Start();
  return info.Env().Undefined();
}

napi_value Connection::Write(napi_env env, napi_callback_info info) {
  Connection* self = nullptr;
  Span span;
  if (!TakeSpan(env, info, &self, &span)) return nullptr;
  return Number(env, self->core_ == nullptr ? 0 : self->core_->Write(span.data, span.length));
}

napi_value Connection::Read(napi_env env, napi_callback_info info) {
  Connection* self = nullptr;
  Span span;
  if (!TakeSpan(env, info, &self, &span)) return nullptr;
  return Number(env, self->core_ == nullptr ? 0 : self->core_->Read(span.data, span.length));
}

napi_value Connection::Fill(napi_env env, napi_callback_info info) {
  Connection* self = nullptr;
  Span span;
  if (!TakeSpan(env, info, &self, &span)) return nullptr;
  return Number(env, self->core_ == nullptr ? 0 : self->core_->Fill(span.data, span.length));
}

napi_value Connection::Wait(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  napi_value receiver;
  void* wrapped = nullptr;
  double timeout_ms = 0;
  if (napi_get_cb_info(env, info, &count, &argument, &receiver, nullptr) != napi_ok || count < 1 ||
      napi_unwrap(env, receiver, &wrapped) != napi_ok ||
      napi_get_value_double(env, argument, &timeout_ms) != napi_ok) {
    napi_throw_type_error(env, nullptr, "wait() takes a number, on a connection");
    return nullptr;
  }
  ConnectionCore* core = static_cast<Connection*>(wrapped)->core_;
  int32_t outcome = static_cast<int32_t>(ConnectionCore::Waited::kEnded);
  if (core != nullptr) {
    outcome = static_cast<int32_t>(core->Wait(timeout_ms));
    if (!core->fault().ok()) outcome = -static_cast<int32_t>(core->fault().code);
  }
  napi_value result = nullptr;
  napi_create_int32(env, outcome, &result);
  return result;
}

Napi::Value Connection::Unread(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), core_ == nullptr ? 0 : core_->Unread());
}

Napi::Value Connection::IsOwnPeer(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), core_ != nullptr && core_->IsOwnPeer());
}

Napi::Value Connection::SetRef(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->SetRef(info[0].ToBoolean());
  return info.Env().Undefined();
}

Napi::Value Connection::SetSpin(const Napi::CallbackInfo& info) {
  const uint64_t limit_us = info[0].As<Napi::Number>().Uint32Value();
  if (core_ != nullptr) core_->SetSpin(limit_us * 1000);
  return info.Env().Undefined();
}

Napi::Value Connection::Stats(const Napi::CallbackInfo& info) {
  const EndpointCounters counters = core_ == nullptr ? last_counters_ : core_->counters();
  const uint64_t in_order[] = {counters.bytes_written, counters.bytes_read, counters.doorbells_sent,
                               counters.doorbells_received};
  Napi::Array numbers = Napi::Array::New(info.Env(), 4);
  for (uint32_t i = 0; i < 4; i++) numbers.Set(i, Napi::Number::New(info.Env(), static_cast<double>(in_order[i])));
  return numbers;
}

Napi::Value Connection::CloseIt(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->Close();
  return info.Env().Undefined();
}

void Connection::OnEvent(uint32_t events, const Status& fault) {
  if (environment_->tearing_down()) return;
  const Napi::Env env = Env();
  const Napi::HandleScope scope(env);
  const napi_value arguments[] = {Number(env, events), Number(env, static_cast<uint32_t>(fault.code))};
  CallFromLoop(environment_, on_event_, *context_, 2, arguments);
}

void Connection::OnGone() {
  last_counters_ = core_->counters();
  core_ = nullptr;
  if (environment_->tearing_down()) return;
  const Napi::HandleScope scope(Env());
  // The callback holds whoever listens, who holds the object behind this: together they would never be collected.
  on_event_.Reset();
  context_.reset();
  Unref();
}

}  // namespace memlane
