/** What is kept on disk of every unfinished transfer, so that it goes on after a restart; and which program works on it. */
import {open, readdir, readFile, rename, unlink, writeFile} from 'node:fs/promises';
import {uptime} from 'node:os';
import {join} from 'node:path';
import type {ErrorCode} from '../../shared/errors.ts';
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
  /** Set while it needs `/retry`. */
  error?: {code: ErrorCode; detail: string};
  /** Of an upload: what is sent, and by what it is recognised. */
  source?: {path: string; clientMsgId: string; changedAtMs: number; inode: number};
  /** Of a download: the folder without symbolic links, the unfinished file in it, and the name it is about to get once it is whole. */
  target?: {folder: string; partName: string; path?: string};
}

export interface Records {
  /** Records that no running program works on, now claimed by this one. */
  adopt(isOurs: (record: TransferRecord) => boolean): Promise<TransferRecord[]>;
  /** Claims it at the first time. Atomic. */
  save(record: TransferRecord): Promise<void>;
  remove(transferId: string): Promise<void>;
  /** Lets another program go on with it. */
  unclaim(transferId: string): Promise<void>;
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

const ignoreAbsent = (error: unknown): void => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};

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

export function openRecords(dataDir: string, now: () => number): Records {
  const folder = join(dataDir, 'transfers');
  const claimed = new Set<string>();
  const fileOf = (transferId: string) => join(folder, `${transferId}.json`);
  const claimOf = (transferId: string) => join(folder, `${transferId}.claim`);

  const claim = async (transferId: string): Promise<boolean> => {
    if (claimed.has(transferId)) return true;
    for (const attempt of [1, 2]) {
      try {
        await writeFile(claimOf(transferId), `${process.pid} ${now()}`, {flag: 'wx', mode: 0o600});
        claimed.add(transferId);
        claimsHere.add(claimOf(transferId));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        if (attempt === 2 || claimsHere.has(claimOf(transferId))) return false;
        if (isAlive(await readFile(claimOf(transferId), 'utf8').catch(() => ''), now())) return false;
        await unlink(claimOf(transferId)).catch(ignoreAbsent);
      }
    }
    return false;
  };
  const unclaim = async (transferId: string): Promise<void> => {
    if (!claimed.delete(transferId)) return;
    claimsHere.delete(claimOf(transferId));
    await unlink(claimOf(transferId)).catch(ignoreAbsent);
  };

  return {
    async adopt(isOurs) {
      makeFolder(folder);
      const ids = (await readdir(folder)).filter(name => name.endsWith('.json')).map(name => name.slice(0, -5));
      const found: TransferRecord[] = [];
      for (const transferId of ids.filter(id => ID.test(id) && !claimed.has(id))) {
        const record = readRecord(await readFile(fileOf(transferId), 'utf8').catch(() => ''));
        if (record?.transferId === transferId && isOurs(record) && (await claim(transferId))) found.push(record);
      }
      return found.sort((one, other) => one.startedAtMs - other.startedAtMs);
    },
    async save(record) {
      makeFolder(folder);
      await claim(record.transferId);
      const file = fileOf(record.transferId);
      const handle = await open(`${file}.new`, 'w', 0o600);
      try {
        await handle.writeFile(JSON.stringify(record));
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await rename(`${file}.new`, file);
    },
    async remove(transferId) {
      await unlink(fileOf(transferId)).catch(ignoreAbsent);
      await unlink(`${fileOf(transferId)}.new`).catch(ignoreAbsent);
      await unclaim(transferId);
    },
    unclaim,
  };
}
