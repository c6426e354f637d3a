/** Keeps unsent messages in the local store until the server has them, and adopts those of programs that ended. */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/machine/faultPoint.ts';
import {diskReasonOf} from '../line/reason.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {livePrograms} from '../local/programs.ts';
import {inTransaction, withoutSync, type Database} from '../local/sqlite.ts';
import {takeDamaged} from '../local/store.ts';
import {importOldOutbox} from './importOldOutbox.ts';
import {insertMessage, putDraft, readDrafts, readMessages, type Draft, type OutboxMessage} from './outboxRows.ts';

export interface Outbox {
  /** On disk when it returns. A message with the same id moves to the end. @throws outbox-full */
  put(message: OutboxMessage): void;
  /** Removed from disk soon after; after a crash before that the message is sent again, and the server recognizes it. */
  remove(clientMsgId: string): void;
  /** Stores a draft, or removes an empty one. A full disk loses it silently: it is still on the screen. */
  putDraft(draft: Draft): void;
  /** Unsent messages stay in the store for the next program. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** Opened; the outbox closes it. */
  store: AccountStore;
  /** False leaves what dead programs left. */
  adopts: boolean;
  /** Where earlier releases had the outbox files of this account. */
  oldDir?: string;
  now: () => number;
}

export interface OpenedOutbox {
  outbox: Outbox;
  /** What was left unsent, in order of writing. */
  leftovers: OutboxMessage[];
  /** What was being written. */
  drafts: Draft[];
  /** Where damaged stores lie now; what could be read of them is in the store. */
  damagedPaths: string[];
  /** Outbox files of earlier releases that could not be read, where they lie now. */
  unreadPaths: string[];
}

/** Removals within this time share a transaction. */
const REMOVE_DELAY_MS = 100;

/** @throws outbox-full when the store does not take it */
export async function openOutbox(options: OutboxOptions): Promise<OpenedOutbox> {
  const {store, adopts} = options;
  const {database, programId} = store;
  try {
    const unreadPaths = adopts ? await adoptAll(options) : [];
    const damagedPaths = adopts ? takeDamaged(database) : [];
    return {
      outbox: toOutbox(store, adopts),
      leftovers: readMessages(database, programId),
      drafts: readDrafts(database, programId),
      damagedPaths,
      unreadPaths,
    };
  } catch (error) {
    store.close();
    throw toOutboxFull(error);
  }
}

/** @returns files that could not be read */
async function adoptAll({store, oldDir, now}: OutboxOptions): Promise<string[]> {
  const {database, programId: id} = store;
  const unread = oldDir === undefined ? [] : await importOldOutbox(oldDir, now(), takeOne);
  const live = await livePrograms(store.dir);
  inTransaction(database, () => {
    const owners = database.prepare('SELECT owner FROM message UNION SELECT owner FROM draft ORDER BY owner').all();
    for (const owner of owners.map(row => String(row['owner']))) {
      if (owner === id || live.has(owner)) continue;
      database.prepare('UPDATE message SET owner = ? WHERE owner = ?').run(id, owner);
      adoptDrafts(database, id, readDrafts(database, owner));
      database.prepare('DELETE FROM draft WHERE owner = ?').run(owner);
    }
  });
  return unread;

  function takeOne({messages, drafts}: {messages: OutboxMessage[]; drafts: Draft[]}): void {
    inTransaction(database, () => {
      for (const message of messages) insertMessage(database, id, message);
      adoptDrafts(database, id, drafts);
    });
  }
}

/** Joins drafts of two programs for the same room. */
function adoptDrafts(database: Database, id: string, drafts: readonly Draft[]): void {
  const known = readDrafts(database, id);
  for (const draft of drafts) {
    const here = known.find(({roomId, text}) => roomId === draft.roomId && text !== draft.text);
    putDraft(database, id, here === undefined ? draft : {...draft, text: `${here.text}\n${draft.text}`});
  }
}

/** @param isPromised the person relies on the store; a shell verb promises nothing before the server's acknowledgement */
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
  /** A disk that is full now is tried again with the next removal; nothing is lost by it. */
  const tryFlush = () => {
    try {
      flush();
    } catch {
      // See above.
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
        // See above.
      }
    },
    close() {
      tryFlush();
      store.close();
      return Promise.resolve();
    },
  };
}

/** Whatever the disk says, or what ours has to say already. */
export function toOutboxFull(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError('outbox-full', diskReasonOf(error), {cause: error});
}
