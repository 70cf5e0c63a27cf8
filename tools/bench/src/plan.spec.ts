// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { peers, references } from './peers/list.js';
import { plan, select } from './plan.js';
import { works } from './works/list.js';

describe('plan()', () => {
  const [a, b] = [
    peers.find(({ name }) => name === 'socket')!,
    peers.find(({ name }) => name === 'raw-socket')!,
  ];
  const [w1, w2] = [works.find(({ name }) => name === 'w1')!, works.find(({ name }) => name === 'w2')!];

  it('runs every peer once before any peer again', () => {
    const order = plan([a, b], [w1], 2).map(({ peer, round }) => `${peer.name} ${round}`);

    expect(order).toEqual(['socket 0', 'raw-socket 0', 'socket 1', 'raw-socket 1']);
  });

  it('leaves out what a peer cannot do', () => {
    const trials = plan([a, b], [w2], 1);

    expect(trials.map(({ peer }) => peer.name)).toEqual(['socket']);
  });

  it('keeps to the main peers in works for few', () => {
    const few = { ...w1, rivals: 'few' } as const;

    const names = plan([a, b], [w1, few], 1, true).map(({ peer, work }) => `${work.rivals} ${peer.name}`);

    expect(names).toEqual(['all socket', 'all raw-socket', 'few socket']);
  });
});

describe('select()', () => {
  const list = [{ name: 'one' }, { name: 'two' }, { name: 'two-more' }];

  it('takes all when no name is given', () => {
    expect(select(list, [], 'number')).toEqual(list);
  });

  it('takes the names in the order of the list, each once', () => {
    expect(select(list, ['two', 'one', 'two'], 'number').map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('takes all that begin alike when a name ends in *', () => {
    expect(select(list, ['two*'], 'number').map(({ name }) => name)).toEqual(['two', 'two-more']);
  });

  it('names the known ones when a name is unknown', () => {
    expect(() => select(list, ['three'], 'number')).toThrow(
      'there is no number three; there are one, two, two-more',
    );
  });
});

describe('the lists of peers and works', () => {
  it('have no name twice', () => {
    for (const list of [peers, works]) {
      const names = list.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('have Memlane and the references among the main peers', () => {
    const names = peers.filter(({ main }) => main).map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining(['memlane', ...references]));
  });

  it('have a work for every ability of a peer', () => {
    const needed = new Set(works.map(({ needs }) => needs));

    for (const { abilities } of peers) for (const ability of abilities) expect(needed).toContain(ability);
  });
});
