/** Every change of the client's state as a plain value: events of the server, results of requests, actions of the person. */
import type {ErrorCode} from '../../shared/errors.ts';
import type {Invite, Member, User} from '../../shared/model.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {Payload, Result} from '../../shared/protocol.ts';
import type {SessionOpened} from '../../shared/protocol/session.ts';
import type {Connection, Lock, NoticeLevel, PendingMessage, RecalledDraft, RecalledView, Transfer} from './state.ts';

/** Change name → its value. Server events keep their names. */
export interface Changes {
  connectionChanged: {connection: Connection};
  sessionOpened: SessionOpened;
  /** Nobody is logged in any more: everything known of the account is forgotten. */
  sessionClosed: Record<never, never>;

  /** The account of the login, before the server has confirmed it. */
  accountRecalled: {name: string};
  /** The last known `sessionOpen` from the local history, before the server has answered. */
  historyRecalled: {opened: SessionOpened};
  /** The last view; dispatched once per account, also where none is known. */
  viewRecalled: {view: RecalledView};
  /** The end of a room's log as far as it is kept on this machine. */
  entriesRecalled: {roomId: number; entries: readonly Entry[]};
  /** What is here of the room belongs to another log, or nothing shows that it does not. */
  historyRefuted: {roomId: number};
  /** Rooms as this machine knows them, before the server has told of them. */
  roomsRecalled: {rooms: readonly {roomId: number; roomLabel: string}[]};
  /** What was being written when the program ended. */
  draftsRecalled: {drafts: readonly RecalledDraft[]};

  entriesAppended: Payload<'entriesAppended'>;
  /** A page that follows on the newest that is there (`after`), is the end of the log (`newest`), or any other `piece` of it. */
  entriesLoaded: {
    roomId: number;
    place: 'piece' | 'after' | 'newest';
    entries: readonly Entry[];
    lastSeq: number;
    firstSeq?: number | undefined;
  };
  /** Decrypted entries, in place of sealed ones. */
  entriesOpened: {roomId: number; entries: readonly Entry[]};
  entriesRemoved: Payload<'entriesRemoved'>;
  /** Messages that others answer, asked for one by one. */
  originalsLoaded: {roomId: number; entries: readonly Entry[]};
  olderRequested: {roomId: number};
  /** The page from further up did not come. */
  olderFailed: {roomId: number};
  /** Memory is bounded: drops the oldest entries beyond what is kept. */
  entriesTrimmed: {roomId: number; keep: number};

  /** All that one follows. */
  threadsLoaded: Result<'followList'>;
  threadChanged: Payload<'threadChanged'>;
  threadEntered: {roomId: number; seq: number};
  /** The first message, where it is there, and the answers. */
  threadLoaded: {roomId: number; seq: number; entries: readonly Entry[]};
  threadLeft: Record<never, never>;

  roomOpened: Payload<'roomOpened'>;
  roomClosed: Payload<'roomClosed'>;
  roomEntered: {roomId: number};
  /** `isOwn`: moved here; the server answers with `countsTold`. */
  cursorMoved: Payload<'cursorMoved'> & {isOwn?: true};
  countsTold: {roomId: number} & Result<'cursorReset'>;
  lockChanged: {roomId: number; lock: Lock};
  /** Of an encrypted room: the server has nothing of it. */
  roomAboutTold: {roomId: number; topic: string; description: string};
  inviteReceived: Invite;
  /** `total` may be more than were fetched. */
  membersLoaded: {roomId: number; members: readonly Member[]; total: number};
  usersMet: {users: readonly User[]};
  /** `atMs` by the client's clock. */
  presenceChanged: Payload<'presenceChanged'> & {atMs: number};
  /** `atMs` by the client's clock. */
  typingChanged: Payload<'typingChanged'> & {atMs: number};
  preferencesChanged: Payload<'preferencesChanged'>;
  roomPreferencesChanged: Payload<'roomPreferencesChanged'>;
  /** All rooms in the order that is wanted now; one request is under way for it. */
  roomOrderAsked: {roomIds: readonly number[]};
  /** That request has ended; if it failed, the order falls back to a later request or the server's. */
  roomOrderAnswered: {roomIds: readonly number[]; isDone: boolean};
  signalReceived: Payload<'signalReceived'>;
  accountLinkAdded: Payload<'accountLinkAdded'>;
  deviceSignalReceived: Payload<'deviceSignalReceived'>;
  contactChanged: Payload<'contactChanged'>;
  roleChanged: Payload<'roleChanged'>;
  muteChanged: Payload<'muteChanged'>;
  reportMade: Payload<'reportMade'>;
  selfChanged: {state: User['state']; status: string};

  messageWritten: {roomId: number; message: PendingMessage};
  messageFailed: {roomId: number; clientMsgId: string; error: {code: ErrorCode; detail: string}};
  messageRetried: {roomId: number; clientMsgId: string};
  /** It is in the log now (its entry was dispatched before), or was thrown away. */
  messageSettled: {roomId: number; clientMsgId: string};

  transferAdded: {transfer: Transfer};
  transferChanged: {transferId: string; change: Partial<Transfer>};
  transferRemoved: {transferId: string};

  /** May this person learn this machine's address? */
  addressAsked: {name: string};
  /** Also dispatched on a timeout: the address stays hidden this time. */
  addressAnswered: {name: string; isShared: boolean};

  /** With `roomId`, shown there as well. */
  noticeShown: {level: NoticeLevel; text: string; atMs: number; roomId?: number};
}

export type ChangeName = keyof Changes;

/** One change as a value, e.g. `{type: 'roomEntered', roomId: 3}`. */
export type Change = {[Type in ChangeName]: {type: Type} & Changes[Type]}[ChangeName];
