/** Labels of encrypted conversations: an unencrypted room with the label of an encrypted one gets no plaintext. */
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {isLocal} from '../state/selectors.ts';
import {labelsOf} from './epochs/belonging.ts';
import type {KeyStore} from './keyStore.ts';
import type {Pins} from './pins.ts';

export interface Labels {
  /** Why the room must get no plaintext; `undefined` when it may. */
  refusalOf: (roomId: number) => ChatError | undefined;
  /** The same, after reading what other programs of this person have accepted meanwhile. */
  refusalNow: (roomId: number) => Promise<ChatError | undefined>;
  /**
   * The person confirms that this is a different room, to which they write unencrypted.
   * @returns whether it was refused until now
   */
  accept: (roomId: number, session: {store: KeyStore}) => Promise<boolean>;
}

interface Parts {
  pins: Pins;
  now: () => {store: KeyStore} | undefined;
  isSealed: (roomId: number) => boolean;
}

export function openLabels(client: Core, {pins, now, isSealed}: Parts): Labels {
  const roomOf = (roomId: number) => client.getState().roomById[roomId]?.room;
  const isPinned = (label: string, roomId: number): boolean => {
    const session = now();
    const row = session === undefined ? pins.labelOf(label) : session.store.rows.labelOf(label);
    return row !== undefined && !row.acceptedIds.includes(roomId);
  };
  const refusalOf: Labels['refusalOf'] = roomId => {
    const room = roomOf(roomId);
    if (room === undefined || isLocal(roomId) || isSealed(roomId)) return undefined;
    const label = labelsOf(room).find(one => isPinned(one, roomId));
    if (label === undefined) return undefined;
    // There can be only one conversation with a person, but a new room may reuse the name of a former one.
    return new ChatError(room.kind === 'direct' ? 'chain-forked' : 'room-unsealed', label);
  };
  return {
    refusalOf,
    async refusalNow(roomId) {
      // With open keys `refusalOf` reads the store itself, so the pins need no reload.
      if (refusalOf(roomId) !== undefined && now() === undefined) await pins.reload();
      return refusalOf(roomId);
    },
    async accept(roomId, {store: {rows}}) {
      const room = roomOf(roomId);
      if (room === undefined || refusalOf(roomId)?.code !== 'room-unsealed') return false;
      for (const label of labelsOf(room)) rows.acceptLabel(label, roomId);
      await pins.reload();
      return true;
    },
  };
}
