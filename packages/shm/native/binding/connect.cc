// SPDX-License-Identifier: Apache-2.0
#include "binding/connect.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "binding/handshake_resource.h"
#include "binding/rendezvous_value.h"
#include "binding/status_error.h"
#include "platform/unix_socket.h"

namespace memlane {
namespace {

// What the outcome is told to. Shared, because std::function wants to be copied.
struct Receiver {
  Receiver(Napi::Env env, const Napi::Function& function)
      : callback(Napi::Persistent(function)), context(env, "MEMLANE_CONNECT") {}
  Napi::FunctionReference callback;
  Napi::AsyncContext context;
};

}  // namespace

Napi::Value Connect(const Napi::CallbackInfo& info) {
  using Handshake = HandshakeResource<ClientHandshake>;
  const Napi::Env env = info.Env();
  Environment* environment = Environment::Of(env);
  const std::string path = info[0].As<Napi::String>().Utf8Value();
  std::vector<uid_t> allow_uids;
  if (!UidsFrom(info[3], &allow_uids)) {
    ThrowBadUids(env);
    return {};
  }
  UniqueFd socket;
  Status status = ConnectSocket(path, &socket);
  if (!status.ok()) {
    // What a listener that was killed left behind goes with the first who notices.
    if (status.code == Code::kNotFound) RemoveStaleSocket(path);
    return StatusObject(env, status);
  }
  ClientHandshake handshake(std::move(socket));
  status = handshake.Begin(info[1].As<Napi::Number>().Uint32Value(), info[4].ToBoolean(), std::move(allow_uids));
  if (!status.ok()) return StatusObject(env, status);
  auto receiver = std::make_shared<Receiver>(env, info[5].As<Napi::Function>());
  Handshake::Begin(environment, std::move(handshake), info[2].As<Napi::Number>().Uint32Value(),
                   [environment, receiver](Handshake*, const Status& outcome, Rendezvous rendezvous) {
                     const Napi::Env here = environment->env();
                     const Napi::HandleScope scope(here);
                     const napi_value none = here.Undefined();
                     const napi_value arguments[] = {
                         outcome.ok() ? none : napi_value(StatusObject(here, outcome)),
                         outcome.ok() ? napi_value(RendezvousObject(environment, std::move(rendezvous))) : none};
                     CallFromLoop(environment, receiver->callback, receiver->context, 2, arguments);
                   });
  return env.Undefined();
}

}  // namespace memlane
