/** Finds the transfers that a typed word means: by number in the list, by name of file or person, or all. */
import {titleOf, type Bundle} from '../../shared/bundle.ts';
import {ChatError} from '../../shared/errors.ts';
import type {State, Transfer} from '../state/state.ts';
import {fileSizeWords} from '../wording/fileWords.ts';

/** Compares names in one Unicode form, because keyboards and file systems encode accented letters differently. */
export const isSameName = (one: string, other: string): boolean => one.normalize('NFC') === other.normalize('NFC');

/** Whether a file has this name, or this title if it is a bundle. */
export const isCalled = (file: {name: string; bundle?: Bundle | undefined}, wanted: string): boolean =>
  isSameName(file.name, wanted) || isSameName(titleOf(file), wanted);

/** Transfers in these states, in the order in which they began. */
export const transfersIn = (state: State, statuses: readonly Transfer['status'][]): Transfer[] =>
  Object.values(state.transferById).filter(({status}) => statuses.includes(status));

/** Number of a transfer in the list, from 1, in the order in which they began. */
export const transferNumberOf = ({transferById}: Pick<State, 'transferById'>, transferId: string): number =>
  Object.keys(transferById).indexOf(transferId) + 1;

/** @param open the transfers that `all` means. @throws transfer-not-found */
export function choose(
  state: State,
  transfers: readonly Transfer[],
  open: readonly Transfer[],
  wanted: string,
): Transfer[] {
  if (wanted === 'all') return [...open];
  const numbered = transfers.find(({transferId}) => String(transferNumberOf(state, transferId)) === wanted);
  if (numbered) return [numbered];
  const found = wanted.startsWith('@')
    ? transfers.filter(({peer}) => peer === wanted.slice(1).toLowerCase())
    : transfers.filter(transfer => isCalled(transfer, wanted) || transfer.transferId === wanted);
  if (found.length === 0) throw new ChatError('transfer-not-found', wanted);
  return found;
}

/** A row of a table. */
export const transferCellsOf = ({name, bundle, direction, peer, sizeBytes, status}: Transfer): string[] => [
  titleOf({name, bundle}),
  fileSizeWords({sizeBytes, bundle}),
  direction === 'up' ? `to ${peer}` : `from ${peer}`,
  status,
];
