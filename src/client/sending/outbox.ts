/** One's own messages on disk until the server has them, in the local store; what programs that are gone left is taken over. */
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/faultPoint.ts';
import {makeFolder} from '../../shared/folder.ts';
import {diskReasonOf} from '../line/reason.ts';
import {enter, livePrograms, type Program} from '../local/programs.ts';
import {inTransaction, withoutSync, type Database} from '../local/sqlite.ts';
import {openStore, takeDamaged} from '../local/store.ts';
import {takeOld} from './oldOutbox.ts';
import {insertMessage, putDraft, readDrafts, readMessages, type Draft, type OutboxMessage} from './outboxFile.ts';

export interface Outbox {
  /** On disk when it returns. A message with the same id moves to the end. @throws outbox-full */
  put(message: OutboxMessage): void;
  /** Takes effect on disk soon after; a crash before that offers the message to the server once more, which knows it. */
  remove(clientMsgId: string): void;
  /**
   * Kept until it is changed; an empty one is forgotten. A disk that is full loses it, and says nothing: it is still on the
   * screen.
   */
  putDraft(draft: Draft): void;
  /** What is left unsent waits in the store for the next program. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** The account's own folder. */
  dir: string;
  /** False leaves what dead programs left. */
  adopts: boolean;
  /** Where earlier releases had the outbox files of this account. */
  oldDir?: string;
  /** Bytes the file may take. */
  sizeBytesMax?: number;
  now: () => number;
  newId: () => string;
}

export interface OpenedOutbox {
  outbox: Outbox;
  /** What was left unsent, in order of writing. */
  leftovers: OutboxMessage[];
  /** What was being written. */
  drafts: Draft[];
  /** Files that could not be read, where they lie now. */
  damagedPaths: string[];
}

/** Removals wait for each other so long. */
const REMOVE_DELAY_MS = 100;

/** @throws outbox-full when the folder cannot be written, settings-invalid when the store belongs to a newer program */
export async function openOutbox(options: OutboxOptions): Promise<OpenedOutbox> {
  let program: Program | undefined;
  let database: Database | undefined;
  try {
    makeFolder(options.dir);
    program = await enter(options.dir, options.newId);
    database = await openStore(options);
    const damagedPaths = options.adopts ? await adoptAll(program, database, options) : [];
    const leftovers = readMessages(database, program.id).sort((one, other) => one.writtenAtMs - other.writtenAtMs);
    return {outbox: toOutbox(program, database), leftovers, drafts: readDrafts(database, program.id), damagedPaths};
  } catch (error) {
    database?.close();
    program?.leave();
    throw full(error);
  }
}

/** @returns files that could not be read */
async function adoptAll({id}: Program, database: Database, options: OutboxOptions): Promise<string[]> {
  const unread = options.oldDir === undefined ? [] : await takeOld(options.oldDir, options.now(), takeOne);
  const live = await livePrograms(options.dir);
  inTransaction(database, () => {
    const owners = database.prepare('SELECT owner FROM message UNION SELECT owner FROM draft ORDER BY owner').all();
    for (const owner of owners.map(row => String(row['owner']))) {
      if (owner === id || live.has(owner)) continue;
      database.prepare('UPDATE message SET owner = ? WHERE owner = ?').run(id, owner);
      adoptDrafts(database, id, readDrafts(database, owner));
      database.prepare('DELETE FROM draft WHERE owner = ?').run(owner);
    }
  });
  return [...takeDamaged(database), ...unread];

  function takeOne({messages, drafts}: {messages: OutboxMessage[]; drafts: Draft[]}): void {
    inTransaction(database, () => {
      for (const message of messages) insertMessage(database, id, message);
      adoptDrafts(database, id, drafts);
    });
  }
}

/** Two that were written for one room, each in a program of its own, become one. */
function adoptDrafts(database: Database, id: string, drafts: readonly Draft[]): void {
  const known = readDrafts(database, id);
  for (const draft of drafts) {
    const here = known.find(({roomId, text}) => roomId === draft.roomId && text !== draft.text);
    putDraft(database, id, here === undefined ? draft : {...draft, text: `${here.text}\n${draft.text}`});
  }
}

function toOutbox(program: Program, database: Database): Outbox {
  const {id} = program;
  const removed = new Set<string>();
  const remove = database.prepare('DELETE FROM message WHERE client_msg_id = ?');
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (removed.size === 0) return;
    inTransaction(database, () => removed.forEach(clientMsgId => remove.run(clientMsgId)));
    removed.clear();
  };
  /** A disk that is full now is tried again with the next removal; nothing is lost by it. */
  const tryFlush = () => {
    try {
      flush();
    } catch {
      timer = undefined;
    }
  };
  return {
    put(message) {
      try {
        faultPoint('outbox.beforePut');
        inTransaction(database, () => insertMessage(database, id, message));
        faultPoint('outbox.afterPut');
      } catch (error) {
        throw full(error);
      }
      removed.delete(message.clientMsgId);
    },
    remove(clientMsgId) {
      removed.add(clientMsgId);
      timer ??= setTimeout(tryFlush, REMOVE_DELAY_MS).unref();
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
      // First the store: what is left belongs to nobody from the moment at which the program is gone.
      database.close();
      program.leave();
      return Promise.resolve();
    },
  };
}

function full(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError('outbox-full', diskReasonOf(error), {cause: error});
}
