// SPDX-License-Identifier: Apache-2.0
// A process that makes its last synchronous call in its "exit" handler; the exit code says how that went. Nothing but the
// end of its code ends it: a connection that synchronous calls have used keeps nobody alive.
import { connect } from '../../src/index.js';
import { Blocking } from '../gen/blocking.js';

const [address = ''] = process.argv.slice(2);
const { sync } = (await connect(address)).client(Blocking);
sync.echo({ number: 1 });
process.on('exit', () => {
  process.exitCode = sync.echo({ number: 42 }).number;
});
