/** Periodic removal of old records and files, in steps that let other work run in between. */
import {DAY_MS, HOUR_MS} from '../../shared/limits.ts';
import {idNamed} from '../../shared/entries/entryId.ts';
import type {ServerContext} from '../context.ts';
import {each} from '../each.ts';
import {cutOff} from '../signIn/devices.ts';
import {SERVER_SENDER} from '../storeContract/store.ts';
import {warnOfCertificate} from './certificate.ts';
import {expireMessages} from './retention.ts';
import {eraseRooms, type Steps} from '../rooms/erasing.ts';
import {removeUpgradeCopies} from './upgradeCopies.ts';

export interface Upkeep {
  /** Runs now; resolves when nothing is left to do, or the server closes. */
  run(): Promise<void>;
  close(): Promise<void>;
}

const EVERY_MS = HOUR_MS;
const FIRST_MS = 60_000;
const FILES_AT_ONCE = 50;

/** Derived from the file id, so that cancelling twice adds one entry. */
const entryIdOf = (fileId: string): string => idNamed(`expired:${fileId}`);

/** @param validToMs expiry of the certificate; returns `undefined` without one */
export function openUpkeep(server: ServerContext, validToMs: () => number | undefined = () => undefined): Upkeep {
  const {store, settings, now, log, files} = server;
  let isClosing = false;
  let running: Promise<void> | undefined;

  const whileThereIs: Steps = async step => {
    while (!isClosing && (await step())) await new Promise(resolve => setImmediate(resolve));
  };

  async function expireFiles(days: number): Promise<boolean> {
    const old = await store.fileOld({beforeMs: now() - days * DAY_MS, limit: FILES_AT_ONCE});
    const removed = await each(
      old.map(({fileId}) => fileId),
      expire,
      (error, fileIds) => log.warn({error, fileIds}, 'old files could not be removed; it is tried again in an hour'),
    );
    if (removed > 0) log.info({files: removed, days}, 'old files were removed');
    return removed > 0 && old.length === FILES_AT_ONCE;
  }

  async function expire(fileId: string): Promise<void> {
    const change = {fileId, userId: SERVER_SENDER.userId, state: 'cancelled' as const, entryId: entryIdOf(fileId)};
    await store.fileSettle({...change, atMs: now(), isByAdmin: true});
    await files.remove(fileId);
  }

  /** Removes the oldest files until the rest fits the limit. */
  async function expireBeyond(bytesMax: number): Promise<boolean> {
    const {fileId, bytes} = await store.fileOldest();
    if (fileId === undefined || bytes <= bytesMax) return false;
    await expire(fileId);
    log.info({fileId}, 'the oldest file was removed, for those that are kept');
    return true;
  }

  /** Records the use of connected sessions, and ends expired ones with their connections. */
  async function expireSessions(): Promise<void> {
    const used = [...server.connections.all()].flatMap(({tokenHash}) => (tokenHash === undefined ? [] : [tokenHash]));
    await store.sessionsUsed(used, now());
    await whileThereIs(async () => {
      const ended = await store.sessionsExpire(now());
      cutOff(server, ended);
      return ended.length > 0;
    });
  }

  const pruneAudit = (days: number): Promise<boolean> =>
    store.auditPrune({beforeMs: now() - days * DAY_MS, nowMs: now()});

  /** Each step runs separately, so that a failure does not prevent the others. */
  async function runAll(): Promise<void> {
    const {auditDays = 365, fileDays = 0, keepFilesBytes} = settings;
    const endMs = validToMs();
    const steps: (() => Promise<void>)[] = [
      expireSessions,
      () => eraseRooms(server, whileThereIs),
      async () => (endMs === undefined ? undefined : warnOfCertificate(server, endMs)),
      () => expireMessages(server, whileThereIs),
      () => removeUpgradeCopies(server),
      async () => (auditDays > 0 ? whileThereIs(() => pruneAudit(auditDays)) : undefined),
      async () => (fileDays > 0 ? whileThereIs(() => expireFiles(fileDays)) : undefined),
      async () => (keepFilesBytes === undefined ? undefined : whileThereIs(() => expireBeyond(keepFilesBytes))),
    ];
    await each(
      steps,
      step => step(),
      error => log.warn({error}, 'what is old could not be removed; it is tried again in an hour'),
    );
  }

  const run = (): Promise<void> => {
    running ??= runAll().finally(() => (running = undefined));
    return running;
  };
  const first = setTimeout(() => void run(), FIRST_MS);
  const timer = setInterval(() => void run(), EVERY_MS);
  first.unref();
  timer.unref();
  return {
    run,
    async close() {
      isClosing = true;
      clearTimeout(first);
      clearInterval(timer);
      await running;
    },
  };
}
