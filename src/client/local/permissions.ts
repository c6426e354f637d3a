/**
 * What friends may do on this machine without a question: stored only in the account's local store, unknown to the server and
 * other devices.
 */
import {DAY_MS} from '../../shared/limits.ts';
import type {AccountStores} from './accountStore.ts';
import {inTransaction, type Database} from './sqlite.ts';

/** Permission for direct connections, which show this machine's network address to the other person. */
export const DIRECT_PERMISSIONS = ['ask', 'always', 'never'] as const;
export type DirectPermission = (typeof DIRECT_PERMISSIONS)[number];

export interface Permission {
  /** Offered files up to this size in bytes are downloaded automatically; 0: none. */
  acceptBytes: number;
  /** Absolute folder for these files; absent: the download folder. */
  acceptFolder?: string | undefined;
  direct: DirectPermission;
}

/** `null` resets a value to the one for all friends. */
export type PermissionChange = {[Key in keyof Permission]?: Permission[Key] | null};

/** Stands for all friends, in place of a login name. */
export const ALL_FRIENDS = '';

/** Maximum number of automatic downloads per person and day. */
const FILES_A_DAY_MAX = 100;
/** Maximum bytes per person and day, as a multiple of `acceptBytes`. */
const DAY_BYTES_FACTOR = 20;
const PEOPLE_MAX = 5_000;
/**
 * Tolerance for clock differences between programs (milliseconds): records further in the future are from before the clock
 * was set back.
 */
const AHEAD_MS = 60_000;

export interface Permissions {
  /**
   * The effective permission of a friend; values that were never set mean a question. Read each time, because another program
   * may change it.
   */
  of(name: string): Promise<Permission>;
  /** The stored values, by login name or `ALL_FRIENDS`. */
  list(): Promise<ReadonlyMap<string, Partial<Permission>>>;
  /** @throws file-unwritable */
  change(name: string, change: PermissionChange): Promise<void>;
  /** Claims a friend's file for this program; false when another program has claimed it, or the daily limits are reached. */
  claim(file: {fileId: string; name: string; sizeBytes: number}, nowMs: number): Promise<boolean>;
}

/** @param me returns the login name while somebody is logged in */
export function openPermissions(stores: AccountStores, me: () => string | undefined): Permissions {
  const inStore = <T>(work: (database: Database) => T): Promise<T> => stores.step(me() ?? '', work);
  const part: Permissions = {
    async of(name) {
      if (me() === undefined) return resolved(undefined, undefined);
      const look = (database: Database) => resolved(readOne(database, name), readOne(database, ALL_FRIENDS));
      // If the disk cannot be read, nothing is permitted.
      return stores.read(me() ?? '', look, resolved(undefined, undefined));
    },
    async list() {
      if (me() === undefined) return new Map();
      const look = (database: Database): ReadonlyMap<string, Partial<Permission>> =>
        new Map(
          database
            .prepare(`SELECT * FROM permission ORDER BY name LIMIT ${PEOPLE_MAX}`)
            .all()
            .map(row => [String(row['name']), toPermission(row)]),
        );
      return stores.read(me() ?? '', look, new Map());
    },
    change: (name, change) =>
      inStore(database =>
        inTransaction(database, () => {
          const {acceptBytes, acceptFolder, direct} = {...readOne(database, name), ...change};
          database
            .prepare(
              'INSERT OR REPLACE INTO permission (name, accept_bytes, accept_folder, direct) VALUES (?, ?, ?, ?)',
            )
            .run(name, acceptBytes ?? null, acceptFolder ?? null, direct ?? null);
          database
            .prepare('DELETE FROM permission WHERE accept_bytes IS NULL AND accept_folder IS NULL AND direct IS NULL')
            .run();
        }),
      ),
    async claim({fileId, name, sizeBytes}, nowMs) {
      const {acceptBytes} = await part.of(name);
      if (acceptBytes === 0 || sizeBytes > acceptBytes) return false;
      return inStore(database =>
        inTransaction(database, () => {
          database
            .prepare('DELETE FROM accepted WHERE accepted_at_ms < ? OR accepted_at_ms > ?')
            .run(nowMs - DAY_MS, nowMs + AHEAD_MS);
          const row = database
            .prepare('SELECT count(*) AS files, ifnull(sum(size_bytes), 0) AS bytes FROM accepted WHERE name = ?')
            .get(name);
          const isTooMuch =
            Number(row?.['files']) >= FILES_A_DAY_MAX ||
            Number(row?.['bytes']) + sizeBytes > acceptBytes * DAY_BYTES_FACTOR;
          if (isTooMuch) return false;
          const insert = database.prepare(
            'INSERT OR IGNORE INTO accepted (file_id, name, size_bytes, accepted_at_ms) VALUES (?, ?, ?, ?)',
          );
          return insert.run(fileId, name, sizeBytes, nowMs).changes === 1;
        }),
      );
    },
  };
  return part;
}

function readOne(database: Database, name: string): Partial<Permission> | undefined {
  const row = database.prepare('SELECT * FROM permission WHERE name = ?').get(name);
  return row === undefined ? undefined : toPermission(row);
}

function toPermission(row: Record<string, unknown>): Partial<Permission> {
  const [bytes, folder, direct] = [row['accept_bytes'], row['accept_folder'], row['direct']];
  return {
    ...(typeof bytes === 'number' && {acceptBytes: bytes}),
    ...(typeof folder === 'string' && {acceptFolder: folder}),
    ...(typeof direct === 'string' && {direct: direct as DirectPermission}),
  };
}

/**
 * Merges a friend's values with those for all friends. Size and folder belong together: a friend's own size without a folder
 * means the download folder.
 */
function resolved(own: Partial<Permission> = {}, all: Partial<Permission> = {}): Permission {
  const accepting = own.acceptBytes === undefined ? all : own;
  return {
    acceptBytes: accepting.acceptBytes ?? 0,
    acceptFolder: accepting.acceptFolder,
    direct: own.direct ?? all.direct ?? 'ask',
  };
}
