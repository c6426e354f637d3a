/** Valid parameters for every request of the protocol, to be broken by whoever attacks; one forgotten does not compile. */
import {REQUESTS, type Params, type RequestName} from '../../src/shared/protocol.ts';

/** What the packets speak of. */
export interface Scene {
  roomId: number;
  fileId: string;
  /** A room that everybody sees. */
  roomName: string;
  /** Somebody else. */
  person: string;
  newId: () => string;
}

export type Packets = {[Name in RequestName]: Params<Name>};

export const packetsFor = ({roomId, fileId, roomName, person, newId}: Scene): Packets => ({
  ping: {},
  serverShow: {},
  signalSend: {name: person, sessionId: newId(), body: '{}'},
  passwordResetShow: {resetCode: 'x'},
  passwordReset: {resetCode: 'x', password: 'a password for tests', deviceName: 'x'},
  deviceList: {},
  deviceEnd: {number: 99},
  invitationShow: {inviteCode: 'x'},
  accountRegister: {
    name: 'somebody',
    password: 'a password for tests',
    displayName: 'x',
    inviteCode: 'x',
    ownerCode: 'x',
    deviceName: 'x',
  },
  passwordChange: {oldPassword: 'not my password', newPassword: 'another password'},
  sessionLogin: {name: 'somebody', password: 'not my password', deviceName: 'x'},
  sessionOpen: {},
  sessionEnd: {},
  sessionQuit: {text: 'bye'},
  roomCreate: {name: `r${newId().toLowerCase()}`, isPrivate: false, topic: 'x'},
  roomJoin: {name: roomName},
  roomLeave: {roomId},
  roomList: {afterName: 'a', limit: 10},
  roomInvite: {roomId, names: [person]},
  roomRulesSet: {
    roomId,
    write: 'member',
    invite: 'member',
    mentionAll: 'member',
    slowMs: 1,
    isLocked: false,
    reason: 'x',
  },
  roomRoleSet: {roomId, name: person, role: 'member'},
  memberRemove: {roomId, name: person, reason: 'x'},
  roomRename: {roomId, name: `n${newId().toLowerCase().replaceAll('_', '')}`},
  roomDescribe: {roomId, text: 'x'},
  roomArchive: {roomId, isArchived: true, reason: 'x'},
  roomDelete: {roomId, name: roomName},
  topicSet: {roomId, topic: 'x'},
  directOpen: {name: person},
  memberList: {roomId, afterName: 'aa', limit: 10},
  userShow: {name: person},
  friendAdd: {name: person},
  friendRemove: {name: person},
  personBlock: {name: person, isBlocked: false},
  groupOpen: {names: [person]},
  plannedAdd: {id: newId(), kind: 'reminder', roomId, text: 'x', dueAtMs: 4_000_000_000_000, aboutSeq: 1},
  plannedList: {},
  plannedCancel: {id: newId()},
  typingSet: {roomId, isTyping: true},
  idleSet: {isIdle: true},
  preferencesSet: {directsFrom: 'friends', quietHours: {fromMinute: 1, toMinute: 2}, highlightWords: ['x']},
  roomOrderSet: {roomIds: [roomId]},
  roomPreferencesSet: {roomId, change: {mutedUntilMs: 1, isFavourite: true, place: 1}},
  presenceSet: {state: 'away', status: 'x'},
  reportMake: {roomId, seq: 1, reason: 'x'},
  userRoleSet: {name: person, role: 'guest'},
  userKick: {name: person, reason: 'x', forMs: 1_000},
  messageSearch: {
    words: 'hello "big world" wor*',
    roomId,
    from: person,
    afterMs: 1,
    beforeMs: 4_000_000_000_000,
    has: ['link'],
    order: 'best',
    at: 0,
    isNear: false,
    limit: 10,
  },
  messageSend: {roomId, clientMsgId: newId(), kind: 'message', text: 'hello'},
  messageEdit: {roomId, seq: 1, clientMsgId: newId(), text: 'x'},
  messageDelete: {roomId, seq: 1, clientMsgId: newId(), reason: 'x'},
  reactionSet: {roomId, seq: 1, clientMsgId: newId(), emoji: '👍', isOn: true},
  reactionList: {roomId, seq: 1},
  versionList: {roomId, seq: 1},
  pinSet: {roomId, seq: 1, clientMsgId: newId(), isOn: true},
  followSet: {roomId, seq: 1, isOn: true},
  followList: {},
  threadRead: {roomId, seq: 1, readSeq: 1},
  threadList: {roomId, seq: 1, beforeSeq: 10, limit: 10},
  pinList: {roomId},
  starSet: {roomId, seq: 1, isOn: true},
  starList: {before: 10, limit: 10},
  entryShow: {roomId, seqs: [1, 2]},
  entryList: {roomId, beforeSeq: 10, afterSeq: 1, limit: 10},
  entryFind: {roomId, atMs: 1},
  cursorMove: {roomId, seq: 1, resets: 0},
  cursorReset: {roomId, seq: 1},
  inboxList: {before: {atMs: 1, roomId, seq: 1}, limit: 10},
  fileOffer: {roomId, clientMsgId: newId(), name: 'x.txt', sizeBytes: 10},
  fileShow: {fileId},
  fileList: {roomId, beforeSeq: 10, limit: 10},
  fileComplete: {fileId, sha256: '0'.repeat(64)},
  fileCancel: {fileId},
  fileDecline: {fileId},
  fileDelete: {fileId},
  adminCommand: {name: 'users', args: {}, after: 'a', limit: 10},
  adminFiles: {after: {sizeBytes: 10, fileId}, limit: 10},
  adminLog: {beforeId: 10, limit: 10},
  adminUsers: {afterName: 'aa', limit: 10},
  accountLinkAdd: {link: 'AAAA'},
  accountLinkList: {name: person, afterN: 0},
  deviceSignalSend: {body: '{}'},
  epochAdd: {roomId, statement: 'AAAA', boxes: [{to: newId(), box: 'AAAA'}]},
  epochList: {roomId, afterN: 0},
  boxAdd: {boxes: [{roomId, n: 0, to: newId(), box: 'AAAA'}]},
  boxList: {to: newId(), after: {roomId, n: 0}},
  sealedSend: {roomId, clientMsgId: newId(), sealed: 'AAAA', afterId: newId()},
  serverKeep: {},
  serverStop: {},
});

export const REQUEST_NAMES = Object.keys(REQUESTS) as readonly RequestName[];

/** Requests that hold this parameter. */
export const requestsWith = (packets: Packets, key: string): RequestName[] =>
  REQUEST_NAMES.filter(name => Object.hasOwn(packets[name], key));
