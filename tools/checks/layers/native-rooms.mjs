// SPDX-License-Identifier: Apache-2.0
// The rooms of the native code: platform ← core ← binding. Only the binding knows Node.js.
import { readText } from '../lib/tracked-files.mjs';

const native = 'packages/shm/native/';

/** What each room may include; the tests of the core run without Node.js. */
const rooms = {
  platform: ['platform'],
  core: ['core', 'platform'],
  binding: ['binding', 'core', 'platform'],
  limits: ['limits', 'core', 'platform'],
  test: ['test', 'core', 'platform'],
};
const nodeHeaders = /^(node_api|js_native_api|napi|uv|node|v8)(-inl)?(_types)?\.h$|^(uv|v8)\//;

export function checkNativeRooms(root, files) {
  return files
    .filter((path) => path.startsWith(native) && /\.(cc|cpp|c|h)$/.test(path))
    .flatMap((path) => {
      const room = path.slice(native.length).split('/')[0];
      if (rooms[room] === undefined)
        return [`${path}: is in none of the rooms ${Object.keys(rooms).join(', ')}`];
      return readText(root, path)
        .split('\n')
        .flatMap((line, index) => {
          const reason = whyNotIncluded(room, /^\s*#\s*include\s*([<"])([^>"]+)/.exec(line));
          return reason === undefined ? [] : [`${path}:${index + 1}: ${reason}`];
        });
    });
}

function whyNotIncluded(room, match) {
  if (match === null) return undefined;
  const [, quote, header] = match;
  if (nodeHeaders.test(header))
    return room === 'binding' ? undefined : `${room} includes ${header} of Node.js`;
  if (quote === '<') return undefined;
  const target = header.split('/')[0];
  if (!Object.hasOwn(rooms, target)) return `"${header}" does not name its room, as in "core/byte_ring.h"`;
  return rooms[room].includes(target) ? undefined : `${room} includes ${target}`;
}
