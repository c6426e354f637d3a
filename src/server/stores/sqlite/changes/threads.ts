/** The answers in the thread of a message. */
import type {Store} from '../../../storeContract/store.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Deeds} from './deeds.ts';

/** A page ends early here, so that no answer grows without bound. Code units. */
const PAGE_TEXT_MAX = 256 * 1024;

export function openThreads({roomLog}: Sqlite & {roomLog: RoomLog}, {targets}: Deeds): Pick<Store, 'threadList'> {
  return {
    async threadList({roomId, userId, seq, beforeSeq = Number.MAX_SAFE_INTEGER, limit}) {
      roomLog.requireMember(roomId, userId);
      const all = targets.answersOf(roomId, seq).filter(answer => answer < beforeSeq);
      const entries = [];
      let length = 0;
      for (const answer of all.toReversed().slice(0, limit)) {
        const [entry] = targets.shown(roomId, userId, targets.entriesAt(roomId, [answer]));
        length += entry !== undefined && 'text' in entry ? entry.text.length : 0;
        if (entry === undefined || (length > PAGE_TEXT_MAX && entries.length > 0)) break;
        entries.unshift(entry);
      }
      return {entries, hasMore: entries.length < all.length};
    },
  };
}
