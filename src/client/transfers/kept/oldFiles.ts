/** Migrates transfer records of earlier releases: one file per record, and an empty file per decided offer. */
import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {uptime} from 'node:os';
import {join} from 'node:path';
import {isRunning} from '../../../shared/machine/running.ts';
import {readRecord, type TransferRecord} from './record.ts';

const ID = /^[A-Za-z0-9_-]{22}$/;
const folderOf = (dataDir: string) => join(dataDir, 'transfers');
const decidedOf = (dataDir: string) => join(folderOf(dataDir), 'decided');

export interface OldRecordsImport {
  dataDir: string;
  nowMs: number;
  isOurs: (record: TransferRecord) => boolean;
  /** Stores the record before it returns; only then the file is removed. */
  take: (record: TransferRecord) => void;
}

/**
 * Imports the records of this account. Unreadable records, those of other accounts, and those of running programs stay in
 * place.
 */
export function takeOldRecords({dataDir, nowMs, isOurs, take}: OldRecordsImport): void {
  const folder = folderOf(dataDir);
  for (const name of namesIn(folder).filter(one => one.endsWith('.json'))) {
    const transferId = name.slice(0, -'.json'.length);
    if (!ID.test(transferId)) continue;
    const claim = join(folder, `${transferId}.claim`);
    const record = readRecord(textOf(join(folder, name)));
    if (record?.transferId !== transferId || !isOurs(record) || isAlive(textOf(claim), nowMs)) continue;
    take(record);
    for (const path of [join(folder, name), join(folder, `${name}.new`), claim]) rmSync(path, {force: true});
  }
}

/** Imports the decisions of all accounts. @param take stores them before it returns; only then the files are removed */
export function takeOldDecisions(dataDir: string, take: (fileIds: readonly string[]) => void): void {
  const folder = decidedOf(dataDir);
  const fileIds = namesIn(folder).filter(name => ID.test(name));
  if (fileIds.length > 0) take(fileIds);
  rmSync(folder, {recursive: true, force: true});
}

/** Whether the program that claimed a record still runs: the claim is newer than the system's start, and the process exists. */
function isAlive(claim: string, nowMs: number): boolean {
  const [pid = 0, atMs = 0] = claim.split(' ').map(Number);
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  return atMs >= nowMs - uptime() * 1000 && isRunning(pid);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
