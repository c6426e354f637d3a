/**
 * Finds the newest message of this device in a conversation whose log contains more than this machine knows, as after its
 * folder was restored from a backup: a reused counter would hide a new message.
 */
import {ChatError} from '../../../shared/errors.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {readMessage} from '../../../shared/sealed/message.ts';
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import type {SealedRows} from '../../local/sealedRows.ts';
import type {Core} from '../../core/core.ts';
import type {OwnDevice} from '../ownDevice.ts';
import type {Reading} from './reading.ts';

interface Parts {
  rows: Pick<SealedRows, 'walkedIn' | 'lastSentIn' | 'seenAt'>;
  own: Pick<OwnDevice, 'dev'>;
  reading: Pick<Reading, 'open'>;
}

/** Maximum number of log pages that are searched, newest first. */
const PAGES_MAX = 50;

function isOf(dev: Buffer, entry: Entry): boolean {
  if (entry.kind !== 'sealed') return false;
  try {
    return readMessage(fromText(entry.text)).dev.equals(dev);
  } catch (error) {
    if (error instanceof ChatError) return false;
    throw error;
  }
}

/** Genuine messages that are found are stored as seen. @throws errors of the requests */
export async function findOwn(client: Core, {rows, own, reading}: Parts, roomId: number): Promise<void> {
  const me = client.getState().me?.name;
  // Up to this seq this machine knows all messages of the device.
  const knownSeq = Math.max(rows.walkedIn(roomId), rows.lastSentIn(roomId));
  let before = (client.getState().roomById[roomId]?.room.lastSeq ?? 0) + 1;
  for (let pages = 0; pages < PAGES_MAX && before > knownSeq + 1; pages++) {
    const {entries} = await client.line.request('entryList', {
      roomId,
      beforeSeq: before,
      limit: FIXED_LIMITS.pageSizeMax,
    });
    const mine = entries.filter(entry => entry.seq > knownSeq && entry.sender === me && isOf(own.dev, entry));
    if (mine.length > 0) await reading.open(roomId, mine);
    if (mine.some(({seq}) => rows.seenAt(roomId, seq) !== undefined)) return;
    const first = entries[0]?.seq ?? 0;
    // The log ends here, or the page does not continue before the last one.
    if (first <= 1 || first >= before) return;
    before = first;
  }
}
