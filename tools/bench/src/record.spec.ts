// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Record as GeneratedRecord } from './gen/echo.js';
import { bench } from './peers/protobufjs/gen/echo.js';
import { longForm } from './peers/protobufjs/long-form.js';
import { jsonForm, mapForm, objectForm, Records } from './record.js';

const forms = { mapForm, objectForm, jsonForm, longForm };

describe('Records', () => {
  it.each(Object.entries(forms))('accepts every record of its own in %s', (_, form) => {
    const records = new Records(form);

    for (let index = 0; index < 32; index++) expect(records.check(records.at(index))).toBe(records.at(index));
  });

  it.each(Object.keys(new Records(mapForm).at(0)))('notices a change of the field %s', (name) => {
    const records = new Records(mapForm);
    const record = { ...records.at(1) };
    const value = record[name];
    record[name] =
      value instanceof Map ? new Map() : Array.isArray(value) || value instanceof Uint8Array ? [] : {};

    expect(() => records.check(record, 1)).toThrow(`field ${name} of a record arrived changed`);
  });

  it('survives both codecs', () => {
    const ours = new Records(mapForm);
    const theirs = new Records(longForm);

    const bytes = GeneratedRecord.toBinary(ours.at(3));

    expect(ours.check(GeneratedRecord.fromBinary(bytes), 3)).toBeDefined();
    expect(theirs.check(bench.Record.decode(bytes), 3)).toBeDefined();
    expect(bench.Record.encode(theirs.at(3)).finish().length).toBe(bytes.length);
  });
});
