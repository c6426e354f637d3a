/** Appends encrypted messages: their header is checked, their content is unknown to the server. */
import {ChatError} from '../../../../shared/errors.ts';
import {deviceOf} from '../../../../shared/sealed/accountChain.ts';
import {readEnvelope} from '../../../../shared/sealed/message.ts';
import type {SealedAppend, SealedStore} from '../../../storeContract/sealed.ts';
import type {Committed, Store} from '../../../storeContract/store.ts';
import type {Heads} from '../heads.ts';
import type {Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import {openAccountLinks} from './accountLinks.ts';
import {openEpochs} from './epochs.ts';

/**
 * Appends a message, or the offer of a file, after checking what the server can see of it; called inside a transaction. A
 * repetition returns the stored entry, even if the keys have changed since. @throws sealed-only, epoch-old, device-unknown,
 * not-genuine
 */
export type AppendSealed = (message: SealedAppend, fileId?: string) => Committed;

export interface OpenedSealed {
  appendSealed: AppendSealed;
  sealed: Pick<Store, keyof SealedStore<Committed>>;
  /** Discards the cache after a rollback; the rows in the database count. */
  forget: () => void;
}

export function openSealed(sqlite: Sqlite & {roomLog: RoomLog; rights: Rights}, heads: Heads): OpenedSealed {
  const {commits, roomLog} = sqlite;
  const {links, chains} = openAccountLinks(sqlite);
  const {stored, epochs} = openEpochs(sqlite, chains, heads);

  const bodyOf = ({roomId, userId, entryId, sealed}: SealedAppend) => {
    const epoch = epochs.lastOf(roomId);
    if (epoch === undefined) throw new ChatError('sealed-only');
    const message = readEnvelope(sealed);
    if (message.clientMsgId !== entryId) throw new ChatError('not-genuine', 'id');
    const own = chains.of(userId).at(-1);
    if (own === undefined || deviceOf(own, message.dev) === undefined) throw new ChatError('device-unknown');
    const {statement, members, isShort} = epoch;
    if (!members.some(member => member.userId === userId)) throw new ChatError('not-let-in');
    const isOld = !message.statement.equals(statement.hash) || message.n !== statement.n;
    const isShrunk = members.some(member => chains.isShrunkSince(member.userId, member.accountN));
    if (isOld || isShrunk || isShort) throw new ChatError('epoch-old');
    return {kind: 'sealed' as const, id: entryId, text: sealed};
  };

  const appendSealed: AppendSealed = (message, fileId) => {
    const {roomId, userId, entryId, atMs, afterId} = message;
    let body;
    try {
      body = bodyOf(message);
    } catch (error) {
      const first = roomLog.find(roomId, userId, entryId);
      if (first !== undefined) return first;
      roomLog.requireMember(roomId, userId);
      throw error;
    }
    const whole = fileId === undefined ? body : {...body, fileId};
    return roomLog.appendByMember({roomId, userId, body: whole, atMs, afterId});
  };

  return {
    appendSealed,
    forget() {
      chains.forget();
      epochs.forget();
    },
    sealed: {
      ...links,
      ...stored,
      sealedAppend: message => commits.write(() => appendSealed(message)),
    },
  };
}
