/** Finds the transfers that a person means: by number in the list, by name of file or person, or all. */
import {titleOf, type Bundle} from '../../shared/bundle.ts';
import {ChatError} from '../../shared/errors.ts';
import type {State, Transfer} from '../state/state.ts';
import {fileSizeWords} from '../wording/fileWords.ts';

/** Keyboards and file systems write letters with marks in different ways: names are compared in one form. */
export const isSameName = (one: string, other: string): boolean => one.normalize('NFC') === other.normalize('NFC');

/** By its name, or as people call what is offered as one. */
export const isCalled = (file: {name: string; bundle?: Bundle | undefined}, wanted: string): boolean =>
  isSameName(file.name, wanted) || isSameName(titleOf(file), wanted);

/** In the order in which they began. */
export const transfersIn = (state: State, statuses: readonly Transfer['status'][]): Transfer[] =>
  Object.values(state.transferById).filter(({status}) => statuses.includes(status));

/** As the pane and all commands count them, from 1, in the order in which they began. */
export const transferNumberOf = ({transferById}: Pick<State, 'transferById'>, transferId: string): number =>
  Object.keys(transferById).indexOf(transferId) + 1;

/** @param open those that `all` means. @throws transfer-not-found */
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
