/** Where the panes are. */
import {describe, expect, test} from '@jest/globals';
import {layoutOf, type Box, type LayoutOptions} from '../../src/tui/layout/layout.ts';

const options = (columns: number, rows: number, changes: Partial<LayoutOptions> = {}): LayoutOptions => ({
  columns,
  rows,
  hidden: [],
  composerRows: 1,
  transferRows: 4,
  roomsColumns: 18,
  hasTransfers: true,
  ...changes,
});
const namesAt = (columns: number, changes?: Partial<LayoutOptions>) =>
  Object.keys(layoutOf(options(columns, 30, changes))?.panes ?? {}).toSorted();

describe('panes fold with the width', () => {
  test.each([
    [300, ['chat', 'rooms', 'transfers', 'users']],
    [140, ['chat', 'rooms', 'transfers', 'users']],
    [139, ['chat', 'rooms', 'transfers']],
    [120, ['chat', 'rooms', 'transfers']],
    [119, ['chat', 'rooms']],
    [80, ['chat', 'rooms']],
    [60, ['chat', 'rooms']],
    [59, ['chat']],
    [20, ['chat']],
  ])('%i columns', (columns, names) => {
    expect(namesAt(columns)).toEqual(names);
  });

  test('a pane that is switched off gives its room to the chat', () => {
    expect(namesAt(140, {hidden: ['users', 'transfers']})).toEqual(['chat', 'rooms']);
  });

  test('a pane that folded away comes up where asked', () => {
    expect(namesAt(80, {drawer: 'users'})).toEqual(['chat', 'users']);
    expect(namesAt(40, {drawer: 'transfers'})).toEqual(['transfers']);
  });

  test('files have a pane while one is under way', () => {
    expect(namesAt(140, {hasTransfers: false})).toEqual(['chat', 'rooms', 'users']);
    expect(namesAt(80)).toEqual(['chat', 'rooms']);
  });

  test.each([
    [50, 30, 50],
    [70, 30, 52],
    [80, 30, 58],
    [120, 30, 94],
    [120, 5, 108],
  ])('at %i columns with names of %i, the chat has %i', (columns, roomsColumns, chat) => {
    expect(layoutOf(options(columns, 30, {roomsColumns, hasTransfers: false}))?.panes.chat?.columns).toBe(chat);
  });

  test('a terminal below 20 by 6 has no layout', () => {
    expect(layoutOf(options(19, 30))).toBeUndefined();
    expect(layoutOf(options(80, 5))).toBeUndefined();
  });
});

test('at every size, with everything open, boxes are inside the screen and do not overlap', () => {
  const wrong: string[] = [];
  for (let columns = 20; columns <= 300; columns += 7) {
    for (let rows = 6; rows <= 100; rows += 5) {
      for (const drawer of [undefined, 'rooms', 'users', 'transfers'] as const) {
        const layout = layoutOf(options(columns, rows, {drawer, composerRows: 9, transferRows: 40}));
        const boxes = [...Object.values(layout?.panes ?? {}), layout?.status, layout?.composer].filter(
          box => box !== undefined,
        );
        if (!isTidy(boxes, columns, rows)) wrong.push(`${columns}×${rows} ${drawer}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

function isTidy(boxes: readonly Box[], columns: number, rows: number): boolean {
  const isInside = ({left, top, columns: width, rows: height}: Box) =>
    width >= 1 && height >= 1 && left >= 0 && top >= 0 && left + width <= columns && top + height <= rows;
  const isApart = (one: Box, other: Box) =>
    one.left + one.columns <= other.left ||
    other.left + other.columns <= one.left ||
    one.top + one.rows <= other.top ||
    other.top + other.rows <= one.top;
  return boxes.every((box, index) => isInside(box) && boxes.slice(index + 1).every(other => isApart(box, other)));
}
