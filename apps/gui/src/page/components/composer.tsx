// SPDX-License-Identifier: Apache-2.0
// Where a line is typed. Enter says it; what cannot be said stays in the field.
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly isEnabled: boolean;
  /** Longest line in characters; 0 until it is known. */
  readonly maxChars: number;
  /** False when the line could not be handed over. */
  readonly onSay: (text: string) => boolean;
}

export function Composer({ isEnabled, maxChars, onSay }: Props) {
  const [text, setText] = useState('');
  const isBlank = text.trim() === '';
  const field = useRef<HTMLInputElement>(null);

  // The page has one field, and people come to type.
  useEffect(() => field.current?.focus(), []);

  const submit = (event: Event): void => {
    event.preventDefault();
    if (!isBlank && isEnabled && onSay(text)) setText('');
  };

  return (
    <form class="composer" onSubmit={submit}>
      <label class="visually-hidden" for="line">
        Line to the console
      </label>
      <input
        ref={field}
        id="line"
        name="line"
        type="text"
        autoComplete="off"
        placeholder={isEnabled ? 'Say something to the console' : 'Not connected'}
        maxLength={maxChars > 0 ? maxChars : undefined}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" disabled={!isEnabled || isBlank}>
        Send
      </button>
    </form>
  );
}
