/** What a program token can see of a room and of its user's preferences, depending on its rights. */
import type {Room} from '../../shared/model.ts';
import {DEFAULT_PREFERENCES, type Preferences} from '../../shared/preferences.ts';
import {hasRight, type ProgramGrant} from '../storeContract/signIn.ts';

/** Without `read`, a token only sees what it needs to write in the room; with `settings`, also its user's preferences for it. */
export function roomFor(grant: ProgramGrant | undefined, room: Room): Room {
  if (hasRight(grant, 'read')) return room;
  const {roomId, kind, name, conv, mine, number} = room;
  const isOwn = hasRight(grant, 'settings');
  return {
    roomId,
    kind,
    name,
    ...(conv !== undefined && {conv}),
    ...(isOwn && mine !== undefined && {mine}),
    ...(isOwn && number !== undefined && {number}),
    topic: '',
    memberCount: 0,
    lastSeq: 0,
    readSeq: 0,
    unread: 0,
    mentions: 0,
  };
}

/** Preferences hidden from a token without `settings`; `tellsTyping` is off, because the user's choice is unknown. */
const NOT_TOLD: Preferences = {...DEFAULT_PREFERENCES, tellsTyping: false};

/**
 * Whether a connection is told of the user's contacts, or of a block. A token with `read` is told of every block, because it must
 * not show what blocked people write.
 */
export const isToldOfPeople = (grant: ProgramGrant | undefined, isBlock: boolean): boolean =>
  (hasRight(grant, 'people') && grant?.roomIds === undefined) || (isBlock && hasRight(grant, 'read'));

/**
 * Without `settings`, a token with `read` only sees what determines which messages mention its user and which are muted: the
 * highlight words and the notification levels.
 */
export function preferencesFor(grant: ProgramGrant | undefined, preferences: Preferences): Preferences {
  if (hasRight(grant, 'settings')) return preferences;
  if (!hasRight(grant, 'read')) return NOT_TOLD;
  const {highlightWords, highlightsName, notifyRooms, notifyDirects} = preferences;
  return {...NOT_TOLD, highlightWords, highlightsName, notifyRooms, notifyDirects};
}
