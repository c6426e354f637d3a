/** Files that requests have open: whoever wants one for themselves waits, also for those who are still opening it. */
import {expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {openLiveFiles} from '../../src/server/files/liveFiles.ts';
import {newId} from '../../src/cli/shell.ts';
import {openMemoryFiles} from '../support/stored/memoryFileStore.ts';

test('a file that is still being opened is free when who opens it was cut and has let go', async () => {
  const files = openMemoryFiles(1_000);
  let open = (): void => undefined;
  const mayOpen = new Promise<void>(resolve => (open = resolve));
  const liveFiles = openLiveFiles({...files, open: fileId => mayOpen.then(() => files.open(fileId))});
  const fileId = newId();
  const steps: string[] = [];
  const holding = liveFiles.hold({fileId, sizeBytes: 10});
  const free = liveFiles.free(fileId).then(() => steps.push('free'));
  await nextTurn();
  steps.push('open');
  open();
  const live = await holding;
  await nextTurn();
  expect(live.isGone).toBe(true);
  steps.push('let go');
  await liveFiles.release(live);
  await free;
  expect(steps).toEqual(['open', 'let go', 'free']);
});

test('a file that cannot be opened is free', async () => {
  const files = openMemoryFiles(1_000);
  const liveFiles = openLiveFiles({...files, open: () => Promise.reject(new Error('no disk'))});
  const fileId = newId();
  const holding = liveFiles.hold({fileId, sizeBytes: 10});
  const free = liveFiles.free(fileId);
  await expect(holding).rejects.toThrow('no disk');
  await free;
  expect(liveFiles.all()).toEqual([]);
});
