/**
 * What is kept on disk of every unfinished transfer, so that it goes on after a restart; and which program works on it. Names are made and
 * removed in place, which takes less than to wake a thread for it; only until it is safe on the disk is waited.
 */
import {closeSync, fdatasync, openSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {uptime} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {ChatError, type ErrorCode} from '../../shared/errors.ts';
import {makeFolder} from '../../shared/folder.ts';

export interface TransferRecord {
  version: 1;
  transferId: string;
  direction: 'up' | 'down';
  serverUrl: string;
  /** Login name of whose transfer this is. */
  user: string;
  roomId: number;
  /** Base name as offered; foreign text in a download. */
  name: string;
  peer: string;
  sizeBytes: number;
  startedAtMs: number;
  fileId?: string;
  /** Of a download: what the sender says that it hashes to, as soon as that is known. */
  sha256?: string;
  /** Set while it needs `/retry`. */
  error?: {code: ErrorCode; detail: string};
  /** Of an upload: what is sent, and by what it is recognised. */
  source?: {path: string; clientMsgId: string; changedAtMs: number; touchedAtMs?: number; inode: number; isCopy?: true};
  /** Begun by a shell verb: it goes on when that is called again, and never by itself. */
  isOneOff?: true;
  /** What was offered was taken back: to try again is to offer it anew. */
  isWithdrawn?: true;
  /** Of a download: the folder without symbolic links, the unfinished file in it, and the name it is about to get once it is whole. */
  target?: {
    folder: string;
    partName: string;
    path?: string;
    /** Of the unfinished file, by which the finished one is recognised. */
    inode?: number;
  };
}

export interface Records {
  /** Records that no running program works on, now claimed by this one. */
  adopt(isOurs: (record: TransferRecord) => boolean): Promise<TransferRecord[]>;
  /** Claims it at the first time. Atomic. */
  save(record: TransferRecord): Promise<void>;
  remove(transferId: string): void;
  /** Lets another program go on with it. */
  unclaim(transferId: string): void;
}

const ID = /^[A-Za-z0-9_-]{22}$/;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Our own file, but a disk may have damaged it: anything that does not look right is left alone. */
function readRecord(text: string): TransferRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || value['version'] !== 1) return undefined;
    const isText = (name: string) => typeof value[name] === 'string';
    const isNumber = (name: string) => Number.isSafeInteger(value[name]);
    const isWhole =
      ['transferId', 'direction', 'serverUrl', 'user', 'name', 'peer'].every(isText) &&
      ['roomId', 'sizeBytes', 'startedAtMs'].every(isNumber) &&
      (value['direction'] === 'up' ? isObject(value['source']) : isObject(value['target']));
    return isWhole ? (value as unknown as TransferRecord) : undefined;
  } catch {
    return undefined;
  }
}

const synced = promisify(fdatasync);

/** Claims of this very process, which an older one may have had the id of. */
const claimsHere = new Set<string>();

/** True when the program that wrote the claim still runs: since this start of the machine, under that process id. */
function isAlive(claim: string, nowMs: number): boolean {
  const [pid = 0, atMs = 0] = claim.split(' ').map(Number);
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  if (atMs < nowMs - uptime() * 1000) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export interface RecordsOptions {
  dataDir: string;
  now: () => number;
  /**
   * True where a transfer is worth more than that it goes on after a restart: shell verbs on a disk that is full or
   * read-only.
   */
  isOptional: boolean;
}

export function openRecords({dataDir, now, isOptional}: RecordsOptions): Records {
  const folder = join(dataDir, 'transfers');
  const claimed = new Set<string>();
  const fileOf = (transferId: string) => join(folder, `${transferId}.json`);
  const claimOf = (transferId: string) => join(folder, `${transferId}.claim`);

  const claim = (transferId: string): boolean => {
    if (claimed.has(transferId)) return true;
    const file = claimOf(transferId);
    for (const attempt of [1, 2]) {
      try {
        writeFileSync(file, `${process.pid} ${now()}`, {flag: 'wx', mode: 0o600});
        claimed.add(transferId);
        claimsHere.add(file);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        if (attempt === 2 || claimsHere.has(file) || isAlive(readClaim(file), now())) return false;
        rmSync(file, {force: true});
      }
    }
    return false;
  };
  const write = async (record: TransferRecord): Promise<void> => {
    makeFolder(folder);
    claim(record.transferId);
    const file = fileOf(record.transferId);
    const made = openSync(`${file}.new`, 'w', 0o600);
    try {
      writeFileSync(made, JSON.stringify(record));
      await synced(made);
    } finally {
      closeSync(made);
    }
    renameSync(`${file}.new`, file);
  };
  const unclaim = (transferId: string): void => {
    if (!claimed.delete(transferId)) return;
    claimsHere.delete(claimOf(transferId));
    removeIfThere(claimOf(transferId));
  };

  return {
    async adopt(isOurs) {
      makeFolder(folder);
      const ids = (await readdir(folder)).filter(name => name.endsWith('.json')).map(name => name.slice(0, -5));
      const found: TransferRecord[] = [];
      for (const transferId of ids.filter(id => ID.test(id) && !claimed.has(id))) {
        const record = readRecord(await readFile(fileOf(transferId), 'utf8').catch(() => ''));
        if (record?.transferId === transferId && isOurs(record) && claim(transferId)) found.push(record);
      }
      return found.sort((one, other) => one.startedAtMs - other.startedAtMs);
    },
    async save(record) {
      try {
        await write(record);
      } catch (error) {
        if (!isOptional) throw new ChatError('file-unwritable', folder, {cause: error});
      }
    },
    remove(transferId) {
      removeIfThere(fileOf(transferId));
      removeIfThere(`${fileOf(transferId)}.new`);
      unclaim(transferId);
    },
    unclaim,
  };
}

/**
 * A disk that has become read-only keeps it: whoever finds it later sees that its program is gone, or that the file has
 * arrived.
 */
function removeIfThere(path: string): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // See above.
  }
}

function readClaim(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
