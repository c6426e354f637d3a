/** Keeps unsent messages in the local store until the server has them, and adopts those of programs that ended. */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/machine/faultPoint.ts';
import {diskReasonOf} from '../line/reason.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {livePrograms} from '../local/programs.ts';
import {inTransaction, withoutSync} from '../local/sqlite.ts';
import {takeDamaged} from '../local/store.ts';
import {importOldOutbox} from './importOldOutbox.ts';
import {insertMessage, putDraft, readDrafts, readMessages, type Draft, type OutboxMessage} from './outboxRows.ts';

export interface Outbox {
  /**
   * Synchronous: the message is on disk when the call returns. A message with the same id moves to the end.
   * @throws outbox-full
   */
  put(message: OutboxMessage): void;
  /** Removes a message from disk soon after. After a crash before that, it is sent again, and the server recognises its id. */
  remove(clientMsgId: string): void;
  /** Stores a draft, or removes an empty one. On a full disk it is silently lost, because it is still on the screen. */
  putDraft(draft: Draft): void;
  /** Closes the outbox; unsent messages stay in the store for the next program. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** An open store, which the outbox closes. */
  store: AccountStore;
  /** False: messages that dead programs left are not adopted. */
  adopts: boolean;
  /** Folder of this account's outbox files from earlier releases. */
  oldDir?: string;
  now: () => number;
}

export interface OpenedOutbox {
  outbox: Outbox;
  /** Adopted unsent messages, in order of writing. */
  leftovers: OutboxMessage[];
  /** What was being written in other programs: what is being written in this one is on its screen. */
  drafts: Draft[];
  /** Paths of damaged stores that were moved aside, after copying their readable rows. */
  damagedPaths: string[];
  /** Paths of earlier releases' outbox files that could not be read. */
  unreadPaths: string[];
}

/** Removals within this time share a transaction, in milliseconds. */
const REMOVE_DELAY_MS = 100;

/** @throws outbox-full when the store does not take it */
export async function openOutbox(options: OutboxOptions): Promise<OpenedOutbox> {
  const {store, adopts} = options;
  const {database, programId} = store;
  try {
    const {unreadPaths, drafts} = adopts ? await adoptAll(options) : {unreadPaths: [], drafts: []};
    const damagedPaths = adopts ? takeDamaged(database) : [];
    return {
      outbox: toOutbox(store, adopts),
      leftovers: readMessages(database, programId),
      drafts,
      damagedPaths,
      unreadPaths,
    };
  } catch (error) {
    store.close();
    throw toOutboxFull(error);
  }
}

async function adoptAll({store, oldDir, now}: OutboxOptions): Promise<Pick<OpenedOutbox, 'unreadPaths' | 'drafts'>> {
  const {database, programId: id} = store;
  let drafts: Draft[] = [];
  const adoptDrafts = (others: readonly Draft[]) => {
    drafts = joined(drafts, others);
    const rooms = new Set(others.map(({roomId}) => roomId));
    for (const draft of joined(readDrafts(database, id), others))
      if (rooms.has(draft.roomId)) putDraft(database, id, draft);
  };
  const unreadPaths = oldDir === undefined ? [] : await importOldOutbox(oldDir, now(), takeOne);
  const live = await livePrograms(store.dir);
  inTransaction(database, () => {
    const owners = database.prepare('SELECT owner FROM message UNION SELECT owner FROM draft ORDER BY owner').all();
    for (const owner of owners.map(row => String(row['owner']))) {
      if (owner === id || live.has(owner)) continue;
      database.prepare('UPDATE message SET owner = ? WHERE owner = ?').run(id, owner);
      adoptDrafts(readDrafts(database, owner));
      database.prepare('DELETE FROM draft WHERE owner = ?').run(owner);
    }
  });
  return {unreadPaths, drafts};

  function takeOne(old: {messages: OutboxMessage[]; drafts: Draft[]}): void {
    inTransaction(database, () => {
      for (const message of old.messages) insertMessage(database, id, message);
      adoptDrafts(old.drafts);
    });
  }
}

/** One draft for each room: those of two programs for the same room stand one below the other. */
function joined(drafts: readonly Draft[], others: readonly Draft[]): Draft[] {
  const byRoom = new Map(drafts.map(draft => [draft.roomId, draft]));
  for (const draft of others) {
    const here = byRoom.get(draft.roomId)?.text ?? draft.text;
    byRoom.set(draft.roomId, here === draft.text ? draft : {...draft, text: `${here}\n${draft.text}`});
  }
  return [...byRoom.values()];
}

/**
 * @param isPromised true when a stored message counts as safe; a shell verb promises nothing before the server's
 * acknowledgement
 */
function toOutbox(store: AccountStore, isPromised: boolean): Outbox {
  const {database, programId: id} = store;
  const removed = new Set<string>();
  const remove = database.prepare('DELETE FROM message WHERE client_msg_id = ?');
  const flushing = coalesce(() => tryFlush());

  const flush = () => {
    flushing.cancel();
    if (removed.size === 0) return;
    inTransaction(database, () => removed.forEach(clientMsgId => remove.run(clientMsgId)));
    removed.clear();
  };
  /** A full disk only delays the removal of sent messages: the next one tries again. */
  const tryFlush = () => {
    try {
      flush();
    } catch {
      // Tried again later, as described above.
    }
  };
  return {
    put(message) {
      try {
        faultPoint('outbox.beforePut');
        const insert = () => inTransaction(database, () => insertMessage(database, id, message));
        if (isPromised) insert();
        else withoutSync(database, insert);
        faultPoint('outbox.afterPut');
      } catch (error) {
        throw toOutboxFull(error);
      }
      removed.delete(message.clientMsgId);
    },
    remove(clientMsgId) {
      removed.add(clientMsgId);
      flushing.plan(REMOVE_DELAY_MS);
    },
    putDraft(draft) {
      try {
        withoutSync(database, () => inTransaction(database, () => putDraft(database, id, draft)));
      } catch {
        // Ignored: `putDraft` may lose a draft on a full disk.
      }
    },
    close() {
      tryFlush();
      store.close();
      return Promise.resolve();
    },
  };
}

/** Converts a disk error to `outbox-full`; a `ChatError` stays as it is. */
export function toOutboxFull(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError('outbox-full', diskReasonOf(error), {cause: error});
}
