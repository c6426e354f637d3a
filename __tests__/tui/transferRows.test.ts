/** How a transfer is told where there is little room. */
import {describe, expect, test} from '@jest/globals';
import type {State, Transfer} from '../../src/client/state/state.ts';
import {initialState} from '../../src/client/state/initialState.ts';
import {statusRow} from '../../src/tui/frame/statusRow.ts';
import {transferRows} from '../../src/tui/rows/transferRows.ts';
import {createBindings} from '../../src/tui/bindings/bindings.ts';
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

const factsAt = (columns: number) =>
  plainOf(transferRows(running, false, columns, createTheme({depth: 'none'}))[2] ?? '').trim();

test('speed and the time that is left are shown at every width of the pane, the size where there is room', () => {
  expect(factsAt(40)).toBe('2.00 GiB · 64.0 MiB/s · 16 s left');
  expect(factsAt(28)).toBe('64.0 MiB/s · 16 s left');
  expect(factsAt(16)).toMatch(/^64.0 MiB/);
});

test('what is only offered has no bar', () => {
  const offered = transferRows({...running, status: 'offered', number: 2}, false, 40, createTheme({depth: 'none'}));
  expect(offered.map(row => plainOf(row).trim())).toEqual([
    expect.stringMatching(/^2 ↑ big.bin +bob$/),
    '2.00 GiB · offered',
  ]);
});

test('of what was fetched the name is always seen, however long the path', () => {
  const fetched = {
    ...running,
    direction: 'down',
    status: 'done',
    path: '/srv/some/very/long/way/to/big (1).bin',
    number: 3,
  } as const;
  const rowAt = (columns: number, more: Partial<Transfer> = {}) => {
    const rows = transferRows({...fetched, ...more}, false, columns, createTheme({depth: 'none'})).map(plainOf);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.length).toBeLessThan(columns);
    return rows[0]!.trim();
  };
  expect(rowAt(80)).toMatch(/^3 ↓ big.bin +✓ done · \/srv\/some\/very\/long\/way\/to\/big \(1\).bin$/);
  expect(rowAt(40)).toBe('3 ↓ ✓ /srv/some/very/long…/big (1).bin');
  expect(rowAt(24)).toBe('3 ↓ ✓ /sr…/big (1).bin');
  const name = 'quarterly-report-of-everything.pdf';
  expect(rowAt(28, {name, path: `/srv/${name}`})).toMatch(/^3 ↓ ✓ …\/quarter.*….*ing\.pdf$/);
  expect(rowAt(30, {name, direction: 'up'})).toMatch(/^3 ↑ quart…\S*\.pdf ✓ done · /);
});

describe('where their pane is folded away', () => {
  const statusOf = (transfers: readonly Transfer[], areTransfersShown = false) => {
    const transferById = Object.fromEntries(transfers.map(one => [one.transferId, one]));
    const me = {name: 'alice', displayName: '', role: 'member', state: 'online', status: ''} as const;
    const state: State = {...initialState, transferById, me, onlineCount: 2, connection: {status: 'online'}};
    const facts = {
      state,
      nowMs: 0,
      serverUrl: 'http://127.0.0.1:7420',
      bindings: createBindings('default'),
      isQuitArmed: false,
    };
    const row = statusRow(
      {...facts, areTransfersShown, paneHint: undefined, addressHint: undefined},
      80,
      createTheme({depth: 'none'}),
    );
    return plainOf(row).trim();
  };

  test('the status line says how far a file is', () => {
    expect(statusOf([running])).toMatch(/^● {2}2 online {2}alice {2}↑ 50% {2}127\.0\.0\.1:7420 +F1/);
  });

  test('several are one figure, those that are not on their way none', () => {
    const arriving: Transfer = {...running, transferId: 't2', direction: 'down', doneBytes: 0};
    const done: Transfer = {...running, transferId: 't3', status: 'done'};
    expect(statusOf([running, arriving, done])).toMatch(/alice {2}↑↓ 2 files 25% {2}127/);
    expect(statusOf([done])).toMatch(/alice {2}127/);
  });

  test('it says nothing beside the pane', () => {
    expect(statusOf([running], true)).toMatch(/alice {2}127/);
  });
});
