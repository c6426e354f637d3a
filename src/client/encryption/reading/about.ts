/** Topic and description of encrypted rooms as their members set them last; the server has neither. */
import type {Entry} from '../../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {KeyStore} from '../keyStore.ts';

interface Said {
  /** Seq of the entry that set it. */
  seq: number;
  text: string;
}

export interface RoomAbout {
  topic?: Said;
  description?: Said;
}

export interface About {
  of(roomId: number): RoomAbout;
  /** Takes topics and descriptions from decrypted, genuine entries; the newest entry wins. */
  heard(roomId: number, entries: readonly Entry[]): void;
}

const placeOf = (roomId: number) => `about ${roomId}`;

export function openAbout(store: Pick<KeyStore, 'secret' | 'putSecret'>, onAbout: (roomId: number) => void): About {
  const byId = new Map<number, RoomAbout>();
  const of = (roomId: number): RoomAbout => {
    const known = byId.get(roomId);
    if (known !== undefined) return known;
    const kept = store.secret(placeOf(roomId));
    // Only this program writes the value, encrypted: it needs no validation.
    const about = kept === undefined ? {} : (JSON.parse(kept.toString('utf8')) as RoomAbout);
    byId.set(roomId, about);
    return about;
  };
  return {
    of,
    heard(roomId, entries) {
      let next = of(roomId);
      for (const entry of entries) {
        if (entry.kind !== 'topic' && entry.kind !== 'described') continue;
        const field = entry.kind === 'topic' ? 'topic' : 'description';
        if ((next[field]?.seq ?? 0) >= entry.seq) continue;
        const max = field === 'topic' ? FIXED_LIMITS.topicLengthMax : FIXED_LIMITS.descriptionLengthMax;
        next = {...next, [field]: {seq: entry.seq, text: entry.text.slice(0, max)}};
      }
      if (next === byId.get(roomId)) return;
      byId.set(roomId, next);
      store.putSecret(placeOf(roomId), Buffer.from(JSON.stringify(next)));
      onAbout(roomId);
    },
  };
}
