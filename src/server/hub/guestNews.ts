/**
 * Sends presence changes to guests, who are not in the lobby where everybody else receives them: of people who share a room or
 * conversation with them, or are in their contact list.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {isInLobby} from '../../shared/model.ts';
import type {Payload} from '../../shared/protocol.ts';
import type {Logger} from '../logger.ts';
import type {Store} from '../storeContract/store.ts';
import type {Connections} from './connections.ts';
import type {PresenceChanges} from './presence.ts';

export interface GuestNews {
  tell(changes: PresenceChanges, onlineCount: number): void;
  close(): void;
}

interface Parts {
  connections: Connections;
  store: Pick<Store, 'sharersAmong'>;
  log: Logger;
}

export function openGuestNews({connections, store, log}: Parts): GuestNews {
  /** The latest change of each person, collected while earlier ones are being sent. */
  let pending: Map<number, Payload<'presenceChanged'>['changes'][number]> = new Map();
  let online = 0;
  let isTelling = false;
  let isClosed = false;

  function guestIds(): Set<number> {
    const ids = new Set<number>();
    for (const {account, isOpen} of connections.all())
      if (isOpen && account !== undefined && !isInLobby(account.role)) ids.add(account.userId);
    return ids;
  }

  /** Handles one guest per turn of the event loop, however many there are. */
  async function tellAll(): Promise<void> {
    while (pending.size > 0) {
      const changes = pending;
      pending = new Map();
      for (const userId of guestIds()) {
        if (isClosed) return;
        const seen = await store.sharersAmong({userId, otherIds: [...changes.keys()]});
        const told = seen.flatMap(id => changes.get(id) ?? []);
        if (told.length > 0) connections.tell(userId, 'presenceChanged', {changes: told, onlineCount: online});
        await nextTurn();
      }
    }
  }

  return {
    tell(changes, onlineCount) {
      for (const [userId, change] of changes) pending.set(userId, change);
      online = onlineCount;
      if (isTelling) return;
      isTelling = true;
      tellAll()
        .catch((error: unknown) => log.error({error}, 'guests could not be told who is there'))
        .finally(() => (isTelling = false));
    },
    close: () => (isClosed = true),
  };
}
