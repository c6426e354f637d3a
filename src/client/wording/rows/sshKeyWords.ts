/** SSH keys as rows of a table. */
import type {SshKeyRow} from '../../../shared/protocol/signIn.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';

/** Contains text from others, not yet passed through `display()`. */
export const sshKeyCells = (keys: readonly SshKeyRow[]): string[][] =>
  keys.map(({fingerprint, comment, addedAtMs, lastUsedAtMs}) => [
    fingerprint,
    comment,
    `added ${dateTimeOf(addedAtMs)}`,
    lastUsedAtMs === undefined ? 'never used' : `used ${dateTimeOf(lastUsedAtMs)}`,
  ]);

export const removedKeyWords = (fingerprint: string): string =>
  `Removed ${fingerprint}; nobody logs in with it any more.`;
