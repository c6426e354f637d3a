/** `/send` without arguments: browses folders of this machine and picks files to send. */
import {join} from 'node:path';
import {sizeText} from '../../shared/text/sizeText.ts';
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import type {FolderEntry, Overlay, OverlayKind, OverlaySize} from '../overlay.ts';
import {openOverlay} from '../overlay.ts';
import type {Theme} from '../theme.ts';
import {firstShown} from '../rows/list.ts';
import {drawField, typeInto} from '../writing/field.ts';
import {clamp, inRow, Lines, stepOf} from './parts/lines.tsx';
import {
  enterPicked,
  goInto,
  goUp,
  isPath,
  listed,
  mark,
  PARENT,
  startPicking,
  takeListing,
  toggleHidden,
} from './picking/picking.ts';
import type {Picking, PickStep} from './picking/picking.ts';

/** Rows above the list: the folder and the filter. */
const HEAD_ROWS = 2;

type KeyOf = (picking: Picking) => PickStep;
const KEYS: Readonly<Record<string, KeyOf>> = {
  enter: enterPicked,
  space: mark,
  'ctrl+t': picking => ({inner: toggleHidden(picking)}),
  'alt+.': picking => ({inner: toggleHidden(picking)}),
  right: picking => {
    const entry = listed(picking)[picking.chosen];
    return entry?.kind === 'folder' ? goInto(picking, entry) : {inner: picking};
  },
  left: goUp,
};

const filePicker: OverlayKind<Picking> = {
  name: 'filePicker',
  title: ({marked}) => (marked.length === 0 ? 'Send a file' : `Send ${marked.length} marked`),
  hint: '{escape} close · Enter send/open · Space mark · ←→ folders · Ctrl+T hidden',
  wanted: () => ({columns: 72, rows: 20}),
  on(picking, event) {
    if (event.type === 'folderRead') return takeListing(picking, event.path, event.listing);
    if (event.type !== 'key') return {inner: picking};
    const {key, size} = event;
    if (key.chord === 'escape' || key.chord === 'ctrl+c') return {};
    const {text} = picking.filter;
    if (key.chord === 'backspace' && text === '') return goUp(picking);
    const isMoving = (key.chord === 'left' || key.chord === 'right') && text !== '';
    const action = isMoving ? undefined : KEYS[key.chord];
    if (action !== undefined) return action(picking);
    const step = stepOf(key.chord, size.rows - HEAD_ROWS);
    if (step !== undefined) return {inner: {...picking, chosen: clamp(picking.chosen + step, listed(picking).length)}};
    const filter = typeInto(picking.filter, key);
    return {inner: filter.text === text ? {...picking, filter} : {...picking, filter, chosen: 0}};
  },
  choose(picking, row, _facts, {rows}) {
    const {length} = listed(picking);
    const first = firstShown(length, Math.max(1, rows - HEAD_ROWS), picking.chosen);
    const chosen = inRow(row - HEAD_ROWS, first, length);
    return chosen === undefined ? undefined : {...picking, chosen};
  },
  draw(picking, {theme}, size) {
    const rows = Math.max(1, size.rows - HEAD_ROWS);
    const entries = listed(picking);
    const first = firstShown(entries.length, rows, picking.chosen);
    const shown = entries
      .slice(first, first + rows)
      .map((entry, index) => rowOf(entry, {picking, isChosen: first + index === picking.chosen, size, theme}));
    const look = {columns: size.columns - 2, theme, isFocused: true, placeholder: 'type to filter, or a path'};
    const lines = [
      theme.accent(pathLine(picking, size.columns)),
      `${theme.accent('> ')}${drawField(picking.filter, look)}`,
      ...shown,
      ...remark(picking, entries, size.columns).map(theme.dim),
    ];
    return <Lines lines={lines} size={size} />;
  },
};

/** A long path is clipped at its start, because its end says more. */
function pathLine({path, homeDir}: Picking, columns: number): string {
  const isHome = path === homeDir || path.startsWith(`${homeDir}/`);
  const shown = display(isHome ? `~${path.slice(homeDir.length)}` : path, 'line');
  if (columnsOf(shown) <= columns) return shown;
  const parts = shown.split('/');
  while (parts.length > 1 && columnsOf(`…/${parts.join('/')}`) > columns) parts.shift();
  return clipColumns(`…/${parts.join('/')}`, columns);
}

function remark({listing, filter}: Picking, entries: readonly FolderEntry[], columns: number): string[] {
  if (listing === undefined || listing.kind === 'file') return ['Reading…'];
  if (listing.kind === 'unreadable') return [clipColumns(display(listing.sentence, 'line'), columns)];
  if (isPath(filter.text)) return ['Enter goes there.'];
  const isEmpty = entries.every(entry => entry === PARENT);
  return isEmpty ? [filter.text === '' ? 'Nothing here.' : 'Nothing has these letters.'] : [];
}

interface RowLook {
  picking: Picking;
  isChosen: boolean;
  size: OverlaySize;
  theme: Theme;
}

function rowOf(entry: FolderEntry, {picking, isChosen, size, theme}: RowLook): string {
  const isMarked = picking.marked.includes(join(picking.path, entry.name));
  const end = entry.kind === 'file' ? sizeText(entry.sizeBytes) : entry.kind === 'other' ? 'not a file' : '';
  const name = display(entry.name, 'line') + (entry.kind === 'folder' ? '/' : '');
  const room = Math.max(1, size.columns - 4 - columnsOf(end));
  const shown = clipColumns(name, room);
  const gap = ' '.repeat(Math.max(1, size.columns - 3 - columnsOf(shown) - columnsOf(end)));
  const sign = isMarked ? '✓ ' : '  ';
  const line = clipColumns(`${sign}${shown}${gap}${end} `, size.columns);
  if (isChosen) return theme.selected(line);
  if (entry.kind === 'folder') return theme.accent(line);
  return isMarked ? theme.good(line) : entry.kind === 'other' ? theme.dim(line) : line;
}

/**
 * @param path initial folder, usually the working directory
 * @param roomId target room of the files
 */
export function openFilePicker(path: string, homeDir: string, roomId: number): Overlay {
  const picking = startPicking(path, homeDir, roomId);
  return openOverlay(filePicker, picking, [{type: 'readFolder', path: picking.path}]);
}
