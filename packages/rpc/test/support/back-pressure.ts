// SPDX-License-Identifier: Apache-2.0
// For tests of back-pressure: messages of a known size, how many of them an unread stream takes, and time for all of it.

/** Lets everything that can happen happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}

export const kilobyte: string = 'x'.repeat(1000);
/** 256 KiB of credit at about 1,019 bytes a message, and a few on the way. */
export const mostUnread = 262;
