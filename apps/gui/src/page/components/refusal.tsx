// SPDX-License-Identifier: Apache-2.0
// A line that was not taken, and why, until it is read.
import type { Refused } from '../state.js';

interface Props {
  readonly refusal: Refused;
  readonly onDismiss: () => void;
}

export function Refusal({ refusal, onDismiss }: Props) {
  return (
    <p class="refusal" role="alert">
      <span>
        Not sent: {refusal.reason} (“{refusal.text}”)
      </span>
      <button type="button" onClick={onDismiss}>
        OK
      </button>
    </p>
  );
}
