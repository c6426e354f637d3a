/** Messages that are quoted by replies and are outside the loaded part of the log. */
import {become, changedSeqOf} from '../../../shared/entries/entry.ts';
import type {Changes} from '../changes.ts';
import {heldEntries} from '../room/pieces.ts';
import {withRoom} from '../room/roomState.ts';
import type {State} from '../state.ts';

/** Maximum number of quoted messages; the oldest are dropped, and fetched again when needed. */
const QUOTED_MAX = 500;

export function originalsLoaded(state: State, {roomId, entries}: Changes['originalsLoaded']): State {
  const me = state.me?.name ?? '';
  return withRoom(state, roomId, one => {
    const quoted = new Map(one.quoted);
    for (const entry of entries) {
      // Apply changes that are loaded already: they may be newer than the answer.
      const events = heldEntries(one).filter(event => changedSeqOf(event) === entry.seq);
      quoted.delete(entry.seq);
      quoted.set(
        entry.seq,
        events.reduce((target, event) => become(target, event, me), entry),
      );
    }
    for (const seq of quoted.keys()) {
      if (quoted.size <= QUOTED_MAX) break;
      quoted.delete(seq);
    }
    return {...one, quoted};
  });
}
