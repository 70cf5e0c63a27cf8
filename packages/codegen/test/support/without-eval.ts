// SPDX-License-Identifier: Apache-2.0
// Uses generated code where making code from strings is forbidden, and proves that it is.
import { Lists, Maps, Tree } from '../gen/bigint/everything.js';
import { Greeter } from '../gen/bigint/greeter.js';

let isForbidden = false;
try {
  new Function('return 1')();
} catch (error) {
  isForbidden = error instanceof EvalError;
}
const tree = Tree.fromBinary(Tree.toBinary({ name: 'a', left: { name: 'b' } }));
const lists = Lists.fromBinary(
  Lists.toBinary({ doubles: new Array(100).fill(1.5), int64s: [-1n], strings: ['ä'.repeat(99)] }),
);
const maps = Maps.fromBinary(Maps.toBinary({ byString: { a: 'b' } }));
console.log(
  isForbidden,
  tree.left?.name,
  lists.doubles.length,
  maps.byString.get('a'),
  Greeter.methods.sayHello.path,
);
