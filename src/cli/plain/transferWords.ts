/** Sentences of plain mode about transfers. */
import type {Transfer} from '../../client/state/state.ts';
import {fileSizeWords} from '../../client/wording/fileWords.ts';
import {shownPath} from '../../client/wording/shownPath.ts';
import {titleOf} from '../../shared/bundle.ts';
import {sentenceOf} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';

export const nameWords = (transfer: Transfer): string => display(titleOf(transfer), 'line');

/**
 * Notices of the client about the same events, which say less and are suppressed: a direct offer, a finished download, a failure.
 */
export function noticesOf(transfer: Transfer): readonly string[] {
  const {status, direction, peer, name, path, error} = transfer;
  if (status === 'offered') return [`@${peer} offers ${name}: /accept takes it.`];
  if (status === 'done' && direction === 'down') return [`${titleOf(transfer)} is here: ${shownPath(path ?? '')}`];
  return status === 'failed' && error !== undefined ? [sentenceOf(error.code, error.detail)] : [];
}

/** Sentence about a new transfer or a changed state. */
export function transferWords(transfer: Transfer, before: Transfer | undefined, number: number): string | undefined {
  if (transfer.status === before?.status) return undefined;
  const {status, direction, peer, path, error} = transfer;
  const name = nameWords(transfer);
  const who = display(peer, 'line');
  switch (status) {
    case 'offered':
      return `${who} offers ${name} (${fileSizeWords(transfer)}). /accept ${number} takes it, /decline ${number} refuses.`;
    case 'active':
      return `${name}: ${direction === 'up' ? `being sent to ${who}` : 'being fetched'}.`;
    case 'done':
      return direction === 'up' ? `${name}: sent.` : `${name}: fetched, ${display(shownPath(path ?? ''), 'line')}.`;
    case 'failed':
      return `${name}: failed. ${error === undefined ? '' : display(sentenceOf(error.code, error.detail), 'line')}`.trim();
    case 'cancelled':
    case 'declined':
      return `${name}: ${status}.`;
    default:
      return undefined;
  }
}
