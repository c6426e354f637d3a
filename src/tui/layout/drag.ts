/** A mouse selection in the chat: from one place of the log to another, independent of new entries. */
import type {ViewKey} from '../../client/state/selectors.ts';

/** A cell of the chat, identified by what is drawn there. */
export interface Spot {
  /** Seq of the piece; the greatest possible number for pending messages. */
  seq: number;
  /** Row within the piece. */
  row: number;
  /** Column of the pane. */
  column: number;
}

export interface Drag {
  /** The room or thread in which the selection is. */
  key: ViewKey;
  from: Spot;
  to: Spot;
}

export const isMoved = ({from, to}: Drag): boolean => compareSpots(from, to) !== 0;

/** Negative where `one` precedes `other`. */
export const compareSpots = (one: Spot, other: Spot): number =>
  one.seq - other.seq || one.row - other.row || one.column - other.column;

/** Ends of the selection from top to bottom, whatever the direction of the drag. */
export const ordered = ({from, to}: Drag): readonly [first: Spot, last: Spot] =>
  compareSpots(from, to) <= 0 ? [from, to] : [to, from];
