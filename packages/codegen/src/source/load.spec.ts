// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { errorOf, file, summary } from '../../test/support/sources.js';

describe('generate() of names that are taken outside the file', () => {
  it('tells the place of a message that a well-known file declares too', () => {
    const error = errorOf({
      'a.proto': file(
        'package google.protobuf;',
        'import "google/protobuf/type.proto";',
        'message EnumValue {}',
      ),
    });

    expect(summary(error)).toMatch(
      /^a\.proto:4:9: duplicate-name: EnumValue is declared twice, first in google\/protobuf\/type\.proto:\d+$/,
    );
  });

  it.each(['__proto__', 'a.__proto__'])('refuses the package %s', (name) => {
    const error = errorOf(file(`package ${name};`, 'message A {}'));

    expect(summary(error)).toBe('test.proto:2:9: unsupported: the name __proto__ is not supported');
  });
});
