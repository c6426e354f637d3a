/** State of the file picker: current folder, typed filter, marked files. */
import {dirname, join, resolve} from 'node:path';
import {withHome} from '../../../client/transfers/up/localPaths.ts';
import type {FolderEntry, FolderListing, OverlayEffect} from '../../overlay.ts';
import {emptyField, fieldOf, type Field} from '../../writing/field.ts';
import {fuzzyFilter} from './fuzzy.ts';

export interface Picking {
  path: string;
  homeDir: string;
  /** Target room of the files, whatever room is current later. */
  roomId: number;
  /** Absent while the folder is being read. */
  listing?: FolderListing | undefined;
  filter: Field;
  chosen: number;
  /** Full paths in the order of marking. */
  marked: readonly string[];
  showsHidden: boolean;
  /** Path of the entry to select once the folder is read: the folder that was left. */
  cameFrom?: string | undefined;
}

export interface PickStep {
  inner?: Picking;
  effects?: readonly OverlayEffect[];
}

/** `..` stands for the folder above. */
export const PARENT: FolderEntry = {name: '..', kind: 'folder', sizeBytes: 0};

export function startPicking(path: string, homeDir: string, roomId: number): Picking {
  return {path: resolve(path), homeDir, roomId, filter: emptyField, chosen: 0, marked: [], showsHidden: false};
}

/** Entries in display order. */
export function listed(picking: Picking): readonly FolderEntry[] {
  const {listing, filter, showsHidden} = picking;
  if (listing === undefined || isPath(filter.text)) return [];
  const above = dirname(picking.path) === picking.path ? [] : [PARENT];
  if (listing.kind !== 'entries') return above;
  const wantsHidden = showsHidden || filter.text.startsWith('.');
  const visible = listing.entries.filter(entry => wantsHidden || !entry.name.startsWith('.'));
  return filter.text === '' ? [...above, ...visible] : fuzzyFilter(visible, filter.text, entry => entry.name);
}

/** Typed text with a slash or `~` is a path, not a filter. */
export const isPath = (typed: string): boolean => typed.includes('/') || typed.startsWith('~');

const typedPath = ({path, homeDir, filter}: Picking): string => resolve(path, withHome(filter.text, homeDir));

function goTo(picking: Picking, path: string, cameFrom?: string): PickStep {
  const inner: Picking = {...picking, path, listing: undefined, filter: emptyField, chosen: 0, cameFrom};
  return {inner, effects: [{type: 'readFolder', path}]};
}

/** Enter: opens a folder, sends the marked files, or else the selected one. */
export function enterPicked(picking: Picking): PickStep {
  if (isPath(picking.filter.text)) return goTo(picking, typedPath(picking));
  const entry = listed(picking)[picking.chosen];
  if (entry?.kind === 'folder') return goInto(picking, entry);
  if (picking.marked.length > 0) return send(picking, picking.marked);
  // A file that is not regular is refused later, when it is sent, with a reason.
  return entry === undefined ? {inner: picking} : send(picking, [join(picking.path, entry.name)]);
}

const send = ({roomId}: Picking, paths: readonly string[]): PickStep => ({
  effects: [{type: 'sendFiles', paths, roomId}],
});

export function goInto(picking: Picking, entry: FolderEntry): PickStep {
  return entry === PARENT ? goUp(picking) : goTo(picking, join(picking.path, entry.name));
}

export function goUp(picking: Picking): PickStep {
  const above = dirname(picking.path);
  return above === picking.path ? {inner: picking} : goTo(picking, above, picking.path);
}

/** Toggles the mark of a file and moves to the next. */
export function mark(picking: Picking): PickStep {
  const entries = listed(picking);
  const entry = entries[picking.chosen];
  const chosen = Math.min(picking.chosen + 1, Math.max(0, entries.length - 1));
  if (entry === undefined || entry.kind !== 'file') return {inner: {...picking, chosen}};
  const path = join(picking.path, entry.name);
  const isMarked = picking.marked.includes(path);
  const marked = isMarked ? picking.marked.filter(other => other !== path) : [...picking.marked, path];
  return {inner: {...picking, marked, chosen, filter: picking.filter}};
}

export function takeListing(picking: Picking, path: string, listing: FolderListing): PickStep {
  if (path !== picking.path) return {inner: picking};
  // The typed path is a file: shows its folder and selects the file.
  if (listing.kind === 'file') return goTo({...picking, showsHidden: true}, dirname(path), path);
  const read: Picking = {...picking, listing};
  const entries = listed(read);
  const from = entries.findIndex(entry => join(path, entry.name) === picking.cameFrom);
  const firstFile = entries[0] === PARENT && entries.length > 1 ? 1 : 0;
  return {inner: {...read, chosen: from === -1 ? firstFile : from, cameFrom: undefined}};
}

export function toggleHidden(picking: Picking): Picking {
  return {...picking, showsHidden: !picking.showsHidden, chosen: 0, filter: fieldOf(picking.filter.text)};
}
