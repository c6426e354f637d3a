/** Which events a connection with a program token receives. An event missing here does not compile. */
import type {EventName, Payload} from '../../shared/protocol.ts';
import {mayIn, type ProgramGrant} from '../storeContract/signIn.ts';

/**
 * Which tokens receive an event: those with access to the returned room; `all`: those without a room limit; `anybody`: every
 * token; `never`: none.
 */
type Heard<Name extends EventName> = ((payload: Payload<Name>) => number) | 'all' | 'anybody' | 'never';

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
  preferencesChanged: 'all',
  contactChanged: 'all',
  roleChanged: 'anybody',
  muteChanged: 'anybody',
  sessionEnded: 'anybody',
  reportMade: 'never',
  signalReceived: 'never',
  deviceSignalReceived: 'never',
  accountLinkAdded: 'never',
};

/** Whether the event is about one room. */
export const isOfRoom = (name: EventName): boolean => typeof HEARD[name] === 'function';

export function mayHear<Name extends EventName>(grant: ProgramGrant, name: Name, payload: Payload<Name>): boolean {
  const heard: Heard<Name> = HEARD[name];
  if (heard === 'anybody') return true;
  if (heard === 'never' || !grant.rights.includes('read')) return false;
  return heard === 'all' ? grant.roomIds === undefined : mayIn(grant, heard(payload));
}
