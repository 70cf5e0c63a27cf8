// SPDX-License-Identifier: Apache-2.0
// How the console words and colours what happens. The colours are its only knowledge of terminals.
import { formatMicroseconds, type Line, printable, type RoundTrip } from '@memlane/app-chat';
import { createColors } from 'picocolors';

/** Colours are on in a terminal, unless NO_COLOR is set; FORCE_COLOR turns them on anywhere. */
export function wantsColor(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal && TERM !== 'dumb';
}

export class Wording {
  readonly #colors: ReturnType<typeof createColors>;

  constructor(isColored: boolean) {
    this.#colors = createColors(isColored);
  }

  get prompt(): string {
    return this.#colors.bold(this.#colors.cyan('› '));
  }

  /** A line of the window: red. */
  heard(line: Line): string {
    return this.#colors.red(`window › ${printable(line.text)}`);
  }

  /** Below a typed line. */
  receipt({ id, roundTripUs }: RoundTrip): string {
    const mark = this.#colors.green('✓');
    return `  ${mark} ${this.#colors.dim(`line ${id}: received by the window in`)} ${formatMicroseconds(roundTripUs)}`;
  }

  /** For a line from a pipe, which nobody sees being typed. */
  pipedReceipt({ roundTripUs }: RoundTrip, text: string): string {
    return `${this.#colors.green('✓')} “${shortened(printable(text))}” received by the window in ${formatMicroseconds(roundTripUs)}`;
  }

  kept(waiting: number): string {
    const lines = waiting === 1 ? '1 line waits' : `${waiting.toLocaleString('en')} lines wait`;
    return this.#colors.yellow(`  … kept until the window is there (${lines})`);
  }

  note(text: string): string {
    return this.#colors.dim(`· ${text}`);
  }

  alert(text: string): string {
    return this.#colors.yellow(`! ${text}`);
  }

  /** Something to do or to open. */
  pointer(label: string, target: string): string {
    return `${this.#colors.dim(label)} ${this.#colors.bold(target)}`;
  }
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length <= 60 ? text : `${letters.slice(0, 59).join('')}…`;
}
