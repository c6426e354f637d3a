/**
 * Tells guests of the presence of those who are in a room or a conversation with them: everybody else is told in #lobby, where
 * they are not.
 */
import {setImmediate as nextTurn} from 'node:timers/promises';
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
  /** Of each person the latest, while those from before are on their way. */
  let pending: Map<number, Payload<'presenceChanged'>['changes'][number]> = new Map();
  let online = 0;
  let isTelling = false;
  let isClosed = false;

  function guestIds(): Set<number> {
    const ids = new Set<number>();
    for (const {account, isOpen} of connections.all()) if (isOpen && account?.role === 'guest') ids.add(account.userId);
    return ids;
  }

  /** One guest in a turn of the event loop, however many there are. */
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
