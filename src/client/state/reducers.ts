/** The list of the reducers: one per change, by its name. */
export {connectionChanged} from './reducers/connection.ts';
export {sessionOpened, sessionClosed} from './reducers/session.ts';
export {originalsLoaded} from './reducers/original.ts';
export {
  entriesAppended,
  entriesLoaded,
  entriesOpened,
  entriesRemoved,
  entriesTrimmed,
  olderRequested,
  olderFailed,
} from './reducers/entry.ts';
export {threadsLoaded, threadChanged, threadEntered, threadLoaded, threadLeft} from './reducers/thread.ts';
export {preferencesChanged, roomOrderAnswered, roomOrderAsked, roomPreferencesChanged} from './reducers/preferences.ts';
export {roomOpened, roomClosed, roomEntered, cursorMoved, countsTold, inviteReceived} from './reducers/room.ts';
export {lockChanged, roomAboutTold, accountLinkAdded, deviceSignalReceived} from './reducers/lock.ts';
export {typingChanged} from './reducers/typing.ts';
export {addressAnswered, addressAsked, signalReceived} from './reducers/signal.ts';
export {contactChanged} from './reducers/friends.ts';
export {membersLoaded, usersMet, presenceChanged, roleChanged, selfChanged} from './reducers/presence.ts';
export {messageWritten, messageFailed, messageRetried, messageSettled} from './reducers/message.ts';
export {transferAdded, transferChanged, transferRemoved} from './reducers/transfer.ts';
export {muteChanged, reportMade} from './reducers/moderation.ts';
export {noticeShown} from './reducers/notice.ts';
export {accountRecalled, roomsRecalled, draftsRecalled} from './reducers/recall.ts';
export {historyRecalled, viewRecalled, entriesRecalled, historyRefuted} from './reducers/history.ts';
