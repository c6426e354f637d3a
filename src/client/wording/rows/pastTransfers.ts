/** A finished transfer as a row of a table. */
import type {PastTransfer} from '../../local/pastTransfers.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {sizeText} from '../../../shared/text/sizeText.ts';
import {rateText} from '../fileWords.ts';
import {shownPath} from '../shownPath.ts';

/** Bytes per second; 0 when too little was moved to tell. */
export const speedOf = ({movedBytes, movedMs}: Pick<PastTransfer, 'movedBytes' | 'movedMs'>): number =>
  movedMs === 0 ? 0 : Math.round((movedBytes * 1000) / movedMs);

/** Contains text from others, not yet passed through `display()`. */
export function pastCells(past: PastTransfer): string[] {
  const {direction, outcome, name, peer, sizeBytes, path, sha256, endedAtMs} = past;
  const speed = speedOf(past);
  return [
    dateTimeOf(endedAtMs),
    `${direction === 'up' ? 'to' : 'from'} ${/^[#@]/.test(peer) ? peer : `@${peer}`}`,
    name,
    sizeText(sizeBytes),
    speed === 0 ? '' : rateText(speed),
    outcome === 'done' ? '' : outcome,
    sha256 === undefined ? '' : sha256.slice(0, 12),
    path === undefined ? '' : shownPath(path),
  ];
}
