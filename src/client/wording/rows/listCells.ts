/** Rooms, people and files as rows of a table, for slash commands and shell verbs. */
import {titleOf} from '../../../shared/bundle.ts';
import type {RoomRole} from '../../../shared/access/roles.ts';
import type {FileView, RoomSummary, User} from '../../../shared/model.ts';
import {dateTimeOf, plural} from '../../../shared/text/figures.ts';
import {labelOf} from '../../state/selectors.ts';
import {expiryWords, fileSizeWords} from '../fileWords.ts';
import {presenceWord} from '../presenceWords.ts';

const joined = (...words: readonly string[]): string => words.filter(Boolean).join(' ');

// Foreign parts are not yet passed through `display()`; what there is nothing to say of is empty.

/**
 * Label, mark (`*` where one is in it, `+` where one is invited), what it is, how many members, topic.
 * @param inviter login name of whoever invites to it
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

/**
 * Login name, presence, roles, display name, status.
 * @param roleHere in the room; absent for a member like any other
 */
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

/** Name, size, sender, when it was offered, and where it is on this machine, else what became of it, else how long it is kept. */
export const fileCells = (file: FileView, expiresAtMs: number | undefined, path?: string): string[] => [
  titleOf(file),
  fileSizeWords(file),
  `@${file.sender}`,
  dateTimeOf(file.offeredAtMs),
  path ?? (stateOf(file) || expiryWords(expiresAtMs)),
];

/** Empty when all of it is there. What went past the server is nowhere but with the two. */
function stateOf({state, sizeBytes, directBytes}: FileView): string {
  if (directBytes === undefined || state === 'cancelled') return state === 'complete' ? '' : state;
  if (state === 'uploading') return 'offered directly';
  return directBytes === sizeBytes ? 'sent directly' : 'sent directly in part';
}
