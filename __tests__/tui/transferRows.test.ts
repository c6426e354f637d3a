/** How a transfer is told where there is little room. */
import {expect, test} from '@jest/globals';
import {transferRows} from '../../src/tui/parts/transferRows.ts';
import {createTheme, plainOf} from '../../src/tui/theme.ts';

const running = {
  transferId: 't1',
  roomId: 1,
  fileId: 'f1',
  direction: 'up',
  name: 'big.bin',
  peer: 'bob',
  sizeBytes: 2 * 1024 ** 3,
  doneBytes: 1024 ** 3,
  bytesPerSecond: 64 * 1024 ** 2,
  status: 'active',
  startedAtMs: 0,
} as const;

const factsAt = (columns: number) => plainOf(transferRows(running, false, columns, createTheme(false))[2] ?? '').trim();

test('speed and the time that is left are shown at every width of the pane, the size where there is room', () => {
  expect(factsAt(40)).toBe('2.00 GiB · 64.0 MiB/s · 16 s left');
  expect(factsAt(28)).toBe('64.0 MiB/s · 16 s left');
  expect(factsAt(16)).toMatch(/^64.0 MiB/);
});
