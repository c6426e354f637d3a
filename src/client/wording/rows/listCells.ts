/** Rooms, people and files as rows of a table, for slash commands and shell verbs. */
import {titleOf} from '../../../shared/bundle.ts';
import type {RoomRole} from '../../../shared/access/roles.ts';
import type {FileView, RoomSummary, User} from '../../../shared/model.ts';
import {dateTimeOf, plural} from '../../../shared/text/figures.ts';
import {labelOf} from '../../state/selectors.ts';
import {expiryWords, fileSizeWords} from '../fileWords.ts';
import {presenceWord} from '../presenceWords.ts';

const joined = (...words: readonly string[]): string => words.filter(Boolean).join(' ');

// Contains text from others, not yet passed through `display()`; unknown values are empty cells.

/**
 * Label, mark (`*`: joined, `+`: invited), kind, number of members, topic.
 * @param inviter login name of the person who invites to the room
 */
export function roomCells(room: RoomSummary, inviter?: string): string[] {
  const isInvited = inviter !== undefined && !room.isMember;
  return [
    labelOf(room),
    room.isMember ? '*' : isInvited ? '+' : '',
    joined(room.kind === 'private' ? 'private' : '', room.isArchived === true ? 'archived' : ''),
    room.memberCount === 0 ? '' : plural(room.memberCount, 'member'),
    isInvited && room.topic === '' ? `@${inviter} invites you` : room.topic,
  ];
}

/** Login name, presence, roles, display name, status. @param roleHere role in the room; absent for a plain member */
export const personCells = (
  {name, displayName, role, state, status}: User,
  roleHere: RoomRole | undefined,
): string[] => [
  `@${name}`,
  presenceWord(state),
  joined(role === 'member' ? '' : role, roleHere === undefined ? '' : `room ${roleHere}`),
  displayName === name ? '' : displayName,
  status,
];

/** Name, size, sender, time of the offer, and its path on this machine, else its state, else until when it is kept. */
export const fileCells = (file: FileView, expiresAtMs: number | undefined, path?: string): string[] => [
  titleOf(file),
  fileSizeWords(file),
  `@${file.sender}`,
  dateTimeOf(file.offeredAtMs),
  path ?? (stateOf(file) || expiryWords(expiresAtMs)),
];

/** Empty when the server has the whole file. Bytes that went directly are only on the two machines. */
function stateOf({state, sizeBytes, directBytes}: FileView): string {
  if (directBytes === undefined || state === 'cancelled') return state === 'complete' ? '' : state;
  if (state === 'uploading') return 'offered directly';
  return directBytes === sizeBytes ? 'sent directly' : 'sent directly in part';
}
