// SPDX-License-Identifier: Apache-2.0
// A client process for the tests: connects to the address in its first argument and holds calls that never end.
import { connect } from '../../src/index.js';
import { Lab } from '../gen/lab.js';

const [address = ''] = process.argv.slice(2);
const channel = await connect(address);
const lab = channel.client(Lab);
for (let i = 0; i < 10; i++) lab.hang({}).catch(() => {});
lab.pour({ count: 1_000_000, bytes: 1000 }).next();
await lab.echo({});
process.on('disconnect', () => process.exit(0));
process.send?.('calling');
