/** Records of unfinished transfers in the account's local store, each claimed by the running program that works on it. */
import {ChatError} from '../../../shared/errors.ts';
import type {Core} from '../../core/core.ts';
import {diskReasonOf} from '../../line/reason.ts';
import type {AccountStore} from '../../local/accountStore.ts';
import {livePrograms} from '../../local/programs.ts';
import {inTransaction} from '../../local/sqlite.ts';
import {takeOldRecords} from './oldFiles.ts';
import {readRecord, type TransferRecord} from './record.ts';

export interface Records {
  /** Claims the records of programs that have ended. @returns those records */
  adopt(isOurs: (record: TransferRecord) => boolean): Promise<TransferRecord[]>;
  /** Stores records, all or none; new ones are claimed by this program. @throws file-unwritable */
  save(...records: readonly TransferRecord[]): Promise<void>;
  remove(transferId: string): void;
  /** Releases a record, so that another program can adopt it. */
  unclaim(transferId: string): void;
  /** Closes the stores; records that are still claimed can then be adopted by others. */
  close(): void;
}

/** Owner of a record that no program has claimed. */
const NOBODY = '';

export function openRecords({options, local, getState}: Pick<Core, 'options' | 'local' | 'getState'>): Records {
  // A shell verb continues without a record on a full or read-only disk: the transfer just cannot resume after a restart.
  const isOptional = options.isHeadless === true;
  /** Stores by login name. */
  const opened = new Map<string, Promise<AccountStore>>();
  /** By transfer id: the store with its record. */
  const storeById = new Map<string, AccountStore>();

  const storeOf = (name: string): Promise<AccountStore> => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const opening = local.open(name);
    opened.set(name, opening);
    opening.catch(() => opened.get(name) === opening && opened.delete(name));
    return opening;
  };
  const put = (store: AccountStore, record: TransferRecord, owner: string): void =>
    void store.database
      .prepare('INSERT OR REPLACE INTO transfer (transfer_id, owner, started_at_ms, record) VALUES (?, ?, ?, ?)')
      .run(record.transferId, owner, record.startedAtMs, JSON.stringify(record));
  /**
   * Errors of a read-only disk are ignored: whoever finds the record later sees that its program has ended, or that the file
   * has arrived.
   */
  const tryStep = (transferId: string, sql: string): void => {
    const store = storeById.get(transferId);
    try {
      store?.database.prepare(sql).run(transferId);
    } catch {
      // Ignored, as described above.
    }
  };
  const adoptOf = async (name: string, isOurs: (record: TransferRecord) => boolean): Promise<TransferRecord[]> => {
    const store = await storeOf(name);
    const {database, programId} = store;
    const isOfAccount = ({user, serverUrl}: TransferRecord) => user === name && serverUrl === options.serverUrl;
    takeOldRecords({
      dataDir: options.dataDir,
      nowMs: options.now(),
      isOurs: isOfAccount,
      take: record => put(store, record, NOBODY),
    });
    // A quick check first, so that starting many files does not list the running programs each time.
    const others = database.prepare('SELECT 1 FROM transfer WHERE owner <> ? LIMIT 1').get(programId);
    if (others === undefined) return [];
    const live = await livePrograms(store.dir);
    const found: TransferRecord[] = [];
    inTransaction(database, () => {
      const rows = database.prepare('SELECT owner, record FROM transfer ORDER BY started_at_ms, transfer_id').all();
      for (const row of rows) {
        const owner = String(row['owner']);
        const isFree = owner === NOBODY || !live.has(owner);
        const record = isFree ? readRecord(String(row['record'])) : undefined;
        if (record !== undefined && isOfAccount(record) && isOurs(record)) found.push(record);
      }
      for (const record of found) put(store, record, programId);
    });
    for (const {transferId} of found) storeById.set(transferId, store);
    return found;
  };

  return {
    async adopt(isOurs) {
      const name = getState().me?.name;
      // A disk error is reported by the next write.
      return name === undefined ? [] : adoptOf(name, isOurs).catch(() => []);
    },
    async save(...records) {
      try {
        const [first] = records;
        if (first === undefined) return;
        const store = await storeOf(first.user);
        inTransaction(store.database, () => records.forEach(record => put(store, record, store.programId)));
        for (const {transferId} of records) storeById.set(transferId, store);
      } catch (error) {
        if (isOptional) return;
        throw new ChatError('file-unwritable', `${options.dataDir} (${diskReasonOf(error)})`, {cause: error});
      }
    },
    remove: transferId => tryStep(transferId, 'DELETE FROM transfer WHERE transfer_id = ?'),
    unclaim: transferId => tryStep(transferId, `UPDATE transfer SET owner = '${NOBODY}' WHERE transfer_id = ?`),
    close() {
      for (const opening of opened.values()) void opening.then(store => store.close()).catch(() => undefined);
      opened.clear();
      storeById.clear();
    },
  };
}
