/**
 * Remembers which offers were decided (accepted, declined, cancelled) in the account's local store, so that none is shown
 * again.
 */
import type {Core} from '../../core/core.ts';
import type {AccountStore} from '../../local/accountStore.ts';
import {inTransaction, withoutSync} from '../../local/sqlite.ts';
import {takeOldDecisions} from './oldFiles.ts';

/** Beyond this, the oldest are dropped; offers that old are not shown any more. */
const KEPT_MAX = 5_000;

export interface Decisions {
  has(fileId: string): boolean;
  add(fileId: string): void;
  /** Resolves when the earlier decisions are loaded. */
  ready(): Promise<void>;
  /** Resolves when all added decisions are on disk. */
  close(): Promise<void>;
}

/** Errors of the disk are ignored: then an old offer may be shown again. */
export function openDecisions({options, local, getState}: Pick<Core, 'options' | 'local' | 'getState'>): Decisions {
  const decided = new Set<string>();
  let opened: {name: string; store: Promise<AccountStore | undefined>} | undefined;

  const load = async (name: string): Promise<AccountStore | undefined> => {
    const store = await local.open(name);
    try {
      takeOldDecisions(options.dataDir, fileIds => write(store, fileIds, options.now()));
      for (const row of store.database.prepare('SELECT file_id FROM decided').all())
        decided.add(String(row['file_id']));
      return store;
    } catch {
      store.close();
      return undefined;
    }
  };
  const close = async () => {
    const before = opened;
    opened = undefined;
    decided.clear();
    (await before?.store)?.close();
  };
  /** Opens the store of the logged-in account. */
  const open = (): Promise<AccountStore | undefined> => {
    const name = getState().me?.name;
    if (opened !== undefined && opened.name === name) return opened.store;
    const closing = close();
    if (name === undefined) return closing.then(() => undefined);
    const store = closing.then(() => load(name)).catch(() => undefined);
    opened = {name, store};
    return store;
  };
  return {
    has: fileId => decided.has(fileId),
    add(fileId) {
      if (decided.has(fileId)) return;
      const opening = open();
      decided.add(fileId);
      void opening.then(store => store !== undefined && write(store, [fileId], options.now())).catch(() => undefined);
    },
    ready: async () => void (await open()),
    close,
  };
}

function write({database}: AccountStore, fileIds: readonly string[], atMs: number): void {
  withoutSync(database, () =>
    inTransaction(database, () => {
      const insert = database.prepare('INSERT OR IGNORE INTO decided (file_id, decided_at_ms) VALUES (?, ?)');
      for (const fileId of fileIds) insert.run(fileId, atMs);
      database
        .prepare(
          `DELETE FROM decided WHERE file_id IN
             (SELECT file_id FROM decided ORDER BY decided_at_ms DESC, file_id DESC LIMIT -1 OFFSET ?)`,
        )
        .run(KEPT_MAX);
    }),
  );
}
