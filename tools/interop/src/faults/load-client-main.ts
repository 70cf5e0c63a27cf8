// SPDX-License-Identifier: Apache-2.0
// A client process that is to be killed: puts a server under load until then.
import { connect } from 'memlane';
import { TestService } from '../gen/interop.js';
import { Random } from '../random.js';
import { Load } from './load.js';

const [address = '', lanes = '', seed = ''] = process.argv.slice(2);
process.once('disconnect', () => process.exit(0));
const channel = await connect(address);
const load = new Load(channel.client(TestService), new Random(Number(seed)));
const ended = load.run(Number(lanes));
process.send?.('calling');
const [error] = await ended;
console.error(`the load ended: ${error?.message}`);
process.exit(1);
