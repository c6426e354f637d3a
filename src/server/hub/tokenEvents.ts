/** Which events a connection with a program token receives. An event missing here does not compile. */
import type {TokenRight} from '../../shared/access/tokenRights.ts';
import type {EventName, Payload} from '../../shared/protocol.ts';
import {hasRight, mayIn, type ProgramGrant} from '../storeContract/signIn.ts';
import {preferencesFor} from './tokenView.ts';

/**
 * Which tokens receive an event. A function: those with access to the room that it returns; `all`: those without a room limit;
 * `anywhere`: also those with one; `anybody`: every token, whatever its rights; `never`: none.
 */
type Heard<Name extends EventName> = ((payload: Payload<Name>) => number) | 'all' | 'anywhere' | 'anybody' | 'never';

const inRoom = ({roomId}: {roomId: number}): number => roomId;

const HEARD: {readonly [Name in EventName]: Heard<Name>} = {
  entriesAppended: inRoom,
  entriesRemoved: inRoom,
  roomOpened: ({room}) => room.roomId,
  roomClosed: inRoom,
  cursorMoved: inRoom,
  typingChanged: inRoom,
  roomPreferencesChanged: inRoom,
  threadChanged: ({thread}) => thread.roomId,
  presenceChanged: 'all',
  inviteReceived: 'all',
  preferencesChanged: 'anywhere',
  contactChanged: 'anywhere',
  roleChanged: 'anybody',
  muteChanged: 'anybody',
  sessionEnded: 'anybody',
  reportMade: 'never',
  signalReceived: 'never',
  deviceSignalReceived: 'never',
  accountLinkAdded: 'never',
};

/** The token needs one of these rights; default `read`. */
const RIGHTS: {readonly [Name in EventName]?: readonly TokenRight[]} = {
  roomPreferencesChanged: ['read', 'settings'],
  preferencesChanged: ['read', 'settings'],
  // The sender of the event decides about which people the token is told.
  contactChanged: ['read', 'people'],
};
const READ: readonly TokenRight[] = ['read'];

/** Reduces the payload for a token; default: the whole payload. */
const PARTS: {
  readonly [Name in EventName]?: (grant: ProgramGrant, payload: Payload<Name>) => Payload<Name>;
} = {
  preferencesChanged: (grant, {preferences}) => ({preferences: preferencesFor(grant, preferences)}),
};

/** Whether the event is about one room. */
export const isOfRoom = (name: EventName): boolean => typeof HEARD[name] === 'function';

/** The event as a token receives it; `undefined` if it does not. */
export function heardBy<Name extends EventName>(
  grant: ProgramGrant,
  name: Name,
  payload: Payload<Name>,
): Payload<Name> | undefined {
  if (!mayReceive(grant, name, payload)) return undefined;
  const part: ((grant: ProgramGrant, payload: Payload<Name>) => Payload<Name>) | undefined = PARTS[name];
  return part === undefined ? payload : part(grant, payload);
}

function mayReceive<Name extends EventName>(grant: ProgramGrant, name: Name, payload: Payload<Name>): boolean {
  const heard: Heard<Name> = HEARD[name];
  if (heard === 'anybody') return true;
  if (heard === 'never' || !(RIGHTS[name] ?? READ).some(right => hasRight(grant, right))) return false;
  if (heard === 'anywhere') return true;
  return heard === 'all' ? grant.roomIds === undefined : mayIn(grant, heard(payload));
}
