# SPDX-License-Identifier: Apache-2.0
# The one description of every native target: the addon, the core's tests, and (by gyp variables) their sanitizer builds.
#   node-gyp rebuild                                                 the addon
#   node-gyp rebuild -- -Dmemlane_tests=1                            the core's tests and fuzz targets, no addon
#   … -Dmemlane_tests=1 -Dmemlane_sanitize=address,undefined|thread  the same with sanitizers
#   … -Dmemlane_tests=1 -Dmemlane_fuzz=1, with CXX=clang++           the same with libFuzzer as the driver
#   … -Dmemlane_limits=1                                            the program of the benchmark's limits, no addon
# tools/native-tests.mjs builds each kind of test in a directory of its own.
{
  'variables': {
    'memlane_tests%': 0,
    'memlane_fuzz%': 0,
    'memlane_limits%': 0,
    'memlane_sanitize%': '',
    'core_sources': [
      'native/core/broadcast_file.cc',
      'native/core/broadcast_members.cc',
      'native/core/broadcast_opening.cc',
      'native/core/broadcast_ring.cc',
      'native/core/byte_ring.cc',
      'native/core/endpoint.cc',
      'native/core/handshake.cc',
      'native/core/rendezvous.cc',
      'native/core/segment.cc',
      'native/platform/cpu.cc',
      'native/platform/event_doorbell.cc',
      'native/platform/fork_guard.cc',
      'native/platform/futex.cc',
      'native/platform/heap.cc',
      'native/platform/locked_file.cc',
      'native/platform/memory_segment.cc',
      'native/platform/peer_process.cc',
      'native/platform/unix_socket.cc',
      'native/platform/wait.cc',
    ],
  },
  'target_defaults': {
    'include_dirs': ['native'],
    'cflags': ['-Wall', '-Wextra', '-Wpedantic'],
    'cflags_cc': ['-std=c++20', '-fno-exceptions', '-fvisibility=hidden'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20'],
    'conditions': [
      ['memlane_sanitize != ""', {
        'cflags': ['-fsanitize=<(memlane_sanitize)', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer', '-g', '-O1'],
        'cflags!': ['-O3'],
        'ldflags': ['-fsanitize=<(memlane_sanitize)'],
        'defines': ['MEMLANE_SANITIZED'],
      }],
      ['memlane_sanitize == "thread"', {
        # GCC says that ThreadSanitizer does not model fences. The bytes travel with acquire and release, which it does.
        'cflags': ['-Wno-tsan'],
      }],
      ['memlane_fuzz == 1', {
        'cflags': ['-fsanitize=fuzzer-no-link'],
        'ldflags': ['-fsanitize=fuzzer'],
      }],
      ['memlane_tests == 1', {
        'cflags': ['-Werror'],
        # Every symbol is bound at the start: the tests that step through instructions count only those of the core.
        'ldflags': ['-Wl,-z,now', '-pthread'],
      }],
    ],
  },
  'targets': [
    {
      'target_name': 'memlane_shm',
      'conditions': [
        ['OS == "linux" and memlane_tests == 0 and memlane_limits == 0', {
          'sources': [
            '<@(core_sources)',
            'native/binding/addon.cc',
            'native/binding/broadcast.cc',
            'native/binding/broadcast_core.cc',
            'native/binding/broadcast_farewell.cc',
            'native/binding/connect.cc',
            'native/binding/connection.cc',
            'native/binding/connection_core.cc',
            'native/binding/connection_wait.cc',
            'native/binding/environment.cc',
            'native/binding/futex_waiter.cc',
            'native/binding/listener.cc',
            'native/binding/listener_core.cc',
            'native/binding/loop_resource.cc',
            'native/binding/rendezvous_value.cc',
            'native/binding/status_error.cc',
          ],
          'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
          'defines': ['NAPI_VERSION=8', 'NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS', 'NODE_ADDON_API_DISABLE_DEPRECATED'],
        }, {
          'type': 'none',
        }],
      ],
    },
  ],
  'conditions': [
    ['OS == "linux" and memlane_limits == 1', {
      'targets': [
        {
          'target_name': 'memlane_limits',
          'type': 'executable',
          'sources': ['native/core/byte_ring.cc', 'native/limits/main.cc', 'native/platform/cpu.cc'],
        },
      ],
    }],
    ['OS == "linux" and memlane_tests == 1', {
      'variables': {
        'conditions': [
          ['memlane_fuzz == 1', {'fuzz_driver': []}, {'fuzz_driver': ['native/test/fuzz/driver.cc']}],
        ],
      },
      'targets': [
        {
          # Compiled once for the test programs below.
          'target_name': 'memlane_core',
          'type': 'static_library',
          'sources': ['<@(core_sources)'],
        },
        {
          'target_name': 'memlane_core_test',
          'type': 'executable',
          'dependencies': ['memlane_core'],
          'defines': ['MEMLANE_LAYOUT_DOCUMENT="<(module_root_dir)/docs/memory-layout.md"'],
          # Calls that native/test/failing_calls.cc lets fail.
          'ldflags': [
            '-Wl,--wrap=memfd_create',
            '-Wl,--wrap=fallocate',
            '-Wl,--wrap=fallocate64',
            '-Wl,--wrap=mmap',
            '-Wl,--wrap=mmap64',
            '-Wl,--wrap=madvise',
            '-Wl,--wrap=eventfd',
            '-Wl,--wrap=socket',
            '-Wl,--wrap=bind',
            '-Wl,--wrap=listen',
            '-Wl,--wrap=connect',
            '-Wl,--wrap=accept4',
            '-Wl,--wrap=sendmsg',
            '-Wl,--wrap=recvmsg',
            '-Wl,--wrap=getsockopt',
            '-Wl,--wrap=flock',
            '-Wl,--wrap=fchmod',
            '-Wl,--wrap=fstat',
            '-Wl,--wrap=fstat64',
            '-Wl,--wrap=lstat',
            '-Wl,--wrap=lstat64',
            '-Wl,--wrap=readlink',
            '-Wl,--wrap=fcntl',
            '-Wl,--wrap=fcntl64',
            '-Wl,--wrap=open',
            '-Wl,--wrap=open64',
            '-Wl,--wrap=ftruncate',
            '-Wl,--wrap=ftruncate64',
            '-Wl,--wrap=posix_fallocate',
            '-Wl,--wrap=posix_fallocate64',
            '-Wl,--wrap=pread',
            '-Wl,--wrap=pread64',
            '-Wl,--wrap=unlink',
          ],
          'sources': [
            'native/test/broadcast_corrupt_test.cc',
            'native/test/broadcast_failing_test.cc',
            'native/test/broadcast_file_test.cc',
            'native/test/broadcast_layout_test.cc',
            'native/test/broadcast_processes_test.cc',
            'native/test/broadcast_ring_test.cc',
            'native/test/broadcast_roles_test.cc',
            'native/test/broadcast_step_test.cc',
            'native/test/broadcast_threads_test.cc',
            'native/test/byte_ring_corrupt_test.cc',
            'native/test/byte_ring_test.cc',
            'native/test/crash_test.cc',
            'native/test/endpoint_test.cc',
            'native/test/failing_calls.cc',
            'native/test/failing_calls_test.cc',
            'native/test/handshake_test.cc',
            'native/test/kill_test.cc',
            'native/test/layout_test.cc',
            'native/test/main.cc',
            'native/test/memory_segment_test.cc',
            'native/test/order_test.cc',
            'native/test/rendezvous_test.cc',
            'native/test/spin_policy_test.cc',
            'native/test/two_processes_test.cc',
            'native/test/two_threads_test.cc',
            'native/test/unix_socket_test.cc',
            'native/test/wait_test.cc',
            'native/test/welcome_test.cc',
          ],
          'conditions': [['memlane_fuzz == 1', {'type': 'none'}]],
        },
        {
          # The sources of the core are included in the test itself, with atomics of the model in the place of real ones.
          'target_name': 'memlane_model_test',
          'type': 'executable',
          'sources': [
            'native/test/main.cc',
            'native/test/model/broadcast_ring_model_test.cc',
            'native/test/model/byte_ring_model_test.cc',
            'native/test/model/explorer.cc',
            'native/test/model/memory_model.cc',
          ],
          # Its fibers are nothing for the sanitizers.
          'conditions': [['memlane_fuzz == 1 or memlane_sanitize != ""', {'type': 'none'}]],
        },
        {
          'target_name': 'memlane_ring_fuzz',
          'type': 'executable',
          'dependencies': ['memlane_core'],
          'sources': ['native/test/fuzz/ring_fuzz.cc', '<@(fuzz_driver)'],
        },
        {
          'target_name': 'memlane_broadcast_fuzz',
          'type': 'executable',
          'dependencies': ['memlane_core'],
          'sources': ['native/test/fuzz/broadcast_fuzz.cc', '<@(fuzz_driver)'],
        },
        {
          'target_name': 'memlane_handshake_fuzz',
          'type': 'executable',
          'dependencies': ['memlane_core'],
          'sources': ['native/test/fuzz/handshake_fuzz.cc', '<@(fuzz_driver)'],
        },
      ],
    }],
  ],
}
