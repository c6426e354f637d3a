/** One's own messages on disk until the server has them; each running instance has its own file, and what dead ones left is taken over. */
import {open, readdir, rename, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/faultPoint.ts';
import {makeFolder} from '../../shared/folder.ts';
import {reasonOf} from '../line/reason.ts';
import {
  inTransaction,
  insertMessage,
  isDamage,
  openLocked,
  putDraft,
  readDrafts,
  readMessages,
  removeFile,
  type Draft,
  type OutboxMessage,
} from './outboxFile.ts';

export interface Outbox {
  /** On disk when it returns. A message with the same id moves to the end. @throws outbox-full */
  put(message: OutboxMessage): void;
  /** Takes effect on disk soon after; a crash before that offers the message to the server once more, which knows it. */
  remove(clientMsgId: string): void;
  /** Kept until it is changed; an empty one is forgotten. A disk that is full loses it, and says nothing: it is still on the screen. */
  putDraft(draft: Draft): void;
  /** An empty file is deleted. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** The account's own folder. */
  dir: string;
  /** False leaves what dead instances left. */
  adopts: boolean;
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
  /** Where damaged files were moved to. */
  damagedPaths: string[];
}

const SUFFIX = '.sqlite';
const PAGE_BYTES = 4096;
const SIZE_BYTES_MAX = 256 * 1024 ** 2;
/** Removals wait for each other so long. */
const REMOVE_DELAY_MS = 100;

/** @throws outbox-full when the folder cannot be written */
export async function openOutbox(options: OutboxOptions): Promise<OpenedOutbox> {
  try {
    makeFolder(options.dir);
    const {path, database} = await createFile(options);
    const damagedPaths = options.adopts ? await adoptAll(path, database, options) : [];
    const leftovers = readMessages(database).sort((one, other) => one.writtenAtMs - other.writtenAtMs);
    return {outbox: toOutbox(path, database), leftovers, drafts: readDrafts(database), damagedPaths};
  } catch (error) {
    throw full(error);
  }
}

/** From its first byte on it is locked: an empty file is somebody's who is just about to. */
async function createFile(options: OutboxOptions): Promise<{path: string; database: DatabaseSync}> {
  const path = join(options.dir, options.newId() + SUFFIX);
  await (await open(path, 'wx', 0o600)).close();
  const database = await openLocked(path).catch(async (error: unknown) => {
    // A disk may be full for what is in a file and not for its name.
    await rm(path, {force: true});
    throw error;
  });
  if (database === undefined) throw new Error(`${path} is in use`);
  database.exec(`PRAGMA max_page_count = ${Math.ceil((options.sizeBytesMax ?? SIZE_BYTES_MAX) / PAGE_BYTES)}`);
  return {path, database};
}

/** @returns where damaged files were moved to */
async function adoptAll(ownPath: string, into: DatabaseSync, options: OutboxOptions): Promise<string[]> {
  const damagedPaths: string[] = [];
  const names = (await readdir(options.dir)).filter(name => name.endsWith(SUFFIX)).sort();
  for (const path of names.map(name => join(options.dir, name))) {
    if (path === ownPath || (await isEmpty(path))) continue;
    try {
      await adopt(path, into);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const aside = `${path}.damaged-${options.now()}`;
      await rename(path, aside);
      damagedPaths.push(aside);
    }
  }
  return damagedPaths;
}

/** Or taken over by somebody else in this very moment. */
async function isEmpty(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts === undefined || facts.size === 0;
}

/** A crash between the two steps leaves messages twice, which is harmless: one id is one message. */
async function adopt(path: string, into: DatabaseSync): Promise<void> {
  const database = await openLocked(path);
  if (database === undefined) return;
  try {
    const left = readMessages(database);
    inTransaction(into, () => {
      for (const message of left) insertMessage(into, message);
      adoptDrafts(readDrafts(database), into);
    });
    database.exec('DELETE FROM message; DELETE FROM draft');
  } catch (error) {
    database.close();
    throw error;
  }
  await removeFile(path, database);
}

/** Two that were written for one room, each in a program of its own, become one. */
function adoptDrafts(drafts: readonly Draft[], into: DatabaseSync): void {
  const known = readDrafts(into);
  for (const draft of drafts) {
    const here = known.find(({roomId, text}) => roomId === draft.roomId && text !== draft.text);
    putDraft(into, here === undefined ? draft : {...draft, text: `${here.text}\n${draft.text}`});
  }
}

function toOutbox(path: string, database: DatabaseSync): Outbox {
  const removed = new Set<string>();
  const remove = database.prepare('DELETE FROM message WHERE client_msg_id = ?');
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
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
        inTransaction(database, () => insertMessage(database, message));
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
        inTransaction(database, () => putDraft(database, draft));
      } catch {
        // See above.
      }
    },
    async close() {
      tryFlush();
      if (readMessages(database).length + readDrafts(database).length === 0) await removeFile(path, database);
      else database.close();
    },
  };
}

function full(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError('outbox-full', reasonOf(error), {cause: error});
}
