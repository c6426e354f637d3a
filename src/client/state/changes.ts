/** Every change of the client's state as a plain value: server events, results of requests, actions of the person. */
import type {ErrorCode} from '../../shared/errors.ts';
import type {Invite, Member, User} from '../../shared/model.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {Payload, Result} from '../../shared/protocol.ts';
import type {SessionOpened} from '../../shared/protocol/session.ts';
import type {Connection, Lock, NoticeLevel, PendingMessage, RecalledDraft, RecalledView, Transfer} from './state.ts';

/** Change name → its payload. Server events keep their names. */
export interface Changes {
  connectionChanged: {connection: Connection};
  sessionOpened: SessionOpened;
  /** Nobody is logged in any more: all data of the account is dropped. */
  sessionClosed: Record<never, never>;

  /** The remembered account, before the server has confirmed it. */
  accountRecalled: {name: string};
  /** The last `sessionOpen` data from the local history, before the server has answered. */
  historyRecalled: {opened: SessionOpened};
  /** The last view; dispatched once per account, also where none is known. */
  viewRecalled: {view: RecalledView};
  /** The newest stored entries of a room, from the local history. */
  entriesRecalled: {roomId: number; entries: readonly Entry[]};
  /** The local entries of a room belong to another log, or cannot be shown to belong to this one. */
  historyRefuted: {roomId: number};
  /** Rooms known to this machine, before the server has listed them. */
  roomsRecalled: {rooms: readonly {roomId: number; roomLabel: string}[]};
  /** Drafts from when the program ended. */
  draftsRecalled: {drafts: readonly RecalledDraft[]};

  entriesAppended: Payload<'entriesAppended'>;
  /**
   * A page that continues the newest loaded entry (`after`), is the end of the log (`newest`), or is any other `piece` of it.
   */
  entriesLoaded: {
    roomId: number;
    place: 'piece' | 'after' | 'newest';
    entries: readonly Entry[];
    lastSeq: number;
    firstSeq?: number | undefined;
  };
  /** Decrypted entries that replace sealed ones. */
  entriesOpened: {roomId: number; entries: readonly Entry[]};
  entriesRemoved: Payload<'entriesRemoved'>;
  /** Quoted messages that were fetched one by one. */
  originalsLoaded: {roomId: number; entries: readonly Entry[]};
  olderRequested: {roomId: number};
  /** Fetching an older page failed. */
  olderFailed: {roomId: number};
  /** Drops the oldest loaded entries beyond `keep`, to bound memory. */
  entriesTrimmed: {roomId: number; keep: number};

  /** All followed threads. */
  threadsLoaded: Result<'followList'>;
  threadChanged: Payload<'threadChanged'>;
  threadEntered: {roomId: number; seq: number};
  /** The first message of a thread, if it exists, and its answers. */
  threadLoaded: {roomId: number; seq: number; entries: readonly Entry[]};
  threadLeft: Record<never, never>;

  roomOpened: Payload<'roomOpened'>;
  roomClosed: Payload<'roomClosed'>;
  roomEntered: {roomId: number};
  /** `isOwn`: moved on this client; the server will answer with `countsTold`. */
  cursorMoved: Payload<'cursorMoved'> & {isOwn?: true};
  countsTold: {roomId: number} & Result<'cursorReset'>;
  lockChanged: {roomId: number; lock: Lock};
  /** Topic and description of an encrypted room, which the server does not know. */
  roomAboutTold: {roomId: number; topic: string; description: string};
  inviteReceived: Invite;
  /** `total` may be larger than the number of fetched members. */
  membersLoaded: {roomId: number; members: readonly Member[]; total: number};
  usersMet: {users: readonly User[]};
  /** `atMs`: time of arrival by the client's clock. */
  presenceChanged: Payload<'presenceChanged'> & {atMs: number};
  /** `atMs`: time of arrival by the client's clock. */
  typingChanged: Payload<'typingChanged'> & {atMs: number};
  preferencesChanged: Payload<'preferencesChanged'>;
  roomPreferencesChanged: Payload<'roomPreferencesChanged'>;
  /** The person has ordered the rooms; a request for it is in flight. */
  roomOrderAsked: {roomIds: readonly number[]};
  /** That request has ended; after a failure the order falls back to a later request's, or the server's. */
  roomOrderAnswered: {roomIds: readonly number[]};
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
  /** The message is in the log now (its entry was dispatched before), or was discarded. */
  messageSettled: {roomId: number; clientMsgId: string};

  transferAdded: {transfer: Transfer};
  transferChanged: {transferId: string; change: Partial<Transfer>};
  transferRemoved: {transferId: string};

  /** The person is to be asked whether this person may learn this machine's address. */
  addressAsked: {name: string};
  /** Also dispatched on a timeout, when the address stays hidden for this time. */
  addressAnswered: {name: string; isShared: boolean};

  /** With `roomId`, shown there as well. */
  noticeShown: {level: NoticeLevel; text: string; atMs: number; roomId?: number};
}

export type ChangeName = keyof Changes;

/** One change as a value, e.g. `{type: 'roomEntered', roomId: 3}`. */
export type Change = {[Type in ChangeName]: {type: Type} & Changes[Type]}[ChangeName];
