/** The cleaner of files beside the people: of many files it looks at a few in each turn of the event loop. */
import {expect, test} from '@jest/globals';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {newId} from '../../src/cli/shell.ts';
import {clean} from '../../src/server/files/cleaner.ts';
import {openDisk} from '../../src/server/files/disk.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';

const FILES = 1_500;
const IN_A_TURN_MAX = 200;

test('so many files as there may be hold up nobody', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-tui-cleaning-'));
  mkdirSync(join(dataDir, 'files'));
  for (let count = 0; count < FILES; count++) writeFileSync(join(dataDir, 'files', newId()), '');
  const store = await openSqliteStore({dataDir, now: Date.now, newId});
  const seen = {all: 0, inThisTurn: 0, most: 0};
  const turn = () => {
    seen.inThisTurn = 0;
    if (seen.all < FILES) setImmediate(turn);
  };
  setImmediate(turn);
  const watched = {
    ...store,
    fileFindAny(fileId: string) {
      seen.all++;
      seen.most = Math.max(seen.most, ++seen.inThisTurn);
      return store.fileFindAny(fileId);
    },
  };
  const parts = {
    fileStore: openDisk(dataDir),
    now: Date.now,
    isLive: () => false,
    onGone: () => undefined,
    join: () => undefined,
    onFailed: () => undefined,
  };
  await clean({...parts, store: watched});
  await store.close();
  rmSync(dataDir, {recursive: true});
  expect(seen.all).toBe(FILES);
  expect(seen.most).toBeLessThanOrEqual(IN_A_TURN_MAX);
});
