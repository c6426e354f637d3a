/** Decrypts entries in place once the missing key has arrived. */
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Core} from '../../core/core.ts';
import {showEntries} from '../../core/shownEntries.ts';
import {heldEntries} from '../../state/room/pieces.ts';
import {recount} from './counts.ts';
import {isWaitingForKeys} from './failure.ts';
import type {Reading} from './reading.ts';

/** Maximum number of entries, the newest ones; older ones are decrypted when they are shown again. */
const REOPENED_MAX = 2_000;

/** @throws temporary errors such as `disconnected` */
export async function reopen(client: Core, roomId: number, reading: Reading): Promise<void> {
  const one = client.getState().roomById[roomId];
  if (one === undefined) return;
  const seqs = heldEntries(one)
    .flatMap(entry => (entry.kind === 'sealed' && isWaitingForKeys(entry.failure) ? [entry.seq] : []))
    .slice(-REOPENED_MAX);
  for (let end = seqs.length; end > 0; end -= FIXED_LIMITS.entriesShownMax) {
    const part = seqs.slice(Math.max(0, end - FIXED_LIMITS.entriesShownMax), end);
    const opened = await reading.open(roomId, await showEntries(client.line, roomId, part));
    const readable = opened.filter(({kind}) => kind !== 'sealed');
    if (readable.length > 0) client.dispatch({type: 'entriesOpened', roomId, entries: readable});
  }
  if (seqs.length > 0 && one.room.unread > 0) await recount(client, roomId);
}
