/** The state of a client as plain data; screen and shell verbs read it, only reducers change it. */
import type {Bundle} from '../../shared/bundle.ts';
import type {ErrorCode} from '../../shared/errors.ts';
import type {RoomRole} from '../../shared/access/roles.ts';
import type {LimitsTold, SessionOpened} from '../../shared/protocol/session.ts';
import type {ContactState, FileState, Invite, PresenceState, Room, User} from '../../shared/model.ts';
import type {Entry, FileStatuses} from '../../shared/entries/entry.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';
import type {highlightsOf} from '../../shared/words/highlight.ts';
import type {Preferences} from '../../shared/preferences.ts';

export interface State {
  connection: Connection;
  /** Who is logged in; absent before. */
  me?: User;
  server?: SessionOpened['server'];
  limits: LimitsTold;
  /** People online, oneself included. */
  onlineCount: number;
  /** This machine's address as the server sees it; absent where it does not tell. */
  seenAs?: string;
  /** Rights of a program token; absent: all rights of the account. */
  grant?: SessionOpened['grant'];
  /** Login names: the person is to say whether they may learn this machine's address. The first one is asked about. */
  addressAsked: readonly string[];
  /**
   * By login name: whoever was met in member lists, presence changes and direct rooms. Without a prototype: any name may be
   * looked up.
   */
  userByName: Readonly<Record<string, User>>;
  /** Friends, requests, blocked people; by login name. */
  contacts: ReadonlyMap<string, ContactFact>;
  preferences: Preferences;
  /** Requested orders in flight, and the server's order meanwhile; the last requested one is shown. */
  roomOrderAsked?: {orders: readonly (readonly number[])[]; told: ToldOrder};
  roomById: Readonly<Record<number, RoomState>>;
  /** The room on screen; absent before login. */
  currentRoomId?: number;
  /** Where `Alt+/` goes. */
  lastRoomId?: number;
  /** What was being written when the program ended; the screen takes it over. */
  drafts: readonly RecalledDraft[];
  /** Where one was when the program ended; absent until that is known. */
  view?: RecalledView;
  invites: readonly Invite[];
  /** Threads that one follows, by `threadKey`. */
  threads: ReadonlyMap<string, FollowedThread>;
  /** The thread that is on screen in place of its room. */
  openThread?: OpenThread;
  /** By transfer id, in order of creation. */
  transferById: Readonly<Record<string, Transfer>>;
  /** Lines of the client itself, newest last; bounded. */
  notices: readonly Notice[];
}

/** How the list is ordered, and where rooms stand in an order by hand; 0: nowhere. */
export interface ToldOrder {
  roomOrder: Preferences['roomOrder'];
  placeById: Readonly<Record<number, number>>;
}

/** The relation to a person; name and presence are in `userByName`. */
export interface ContactFact {
  name: string;
  state: Exclude<ContactState, 'none'>;
  atMs: number;
  lastSeenAtMs?: number | undefined;
}

export interface RecalledDraft {
  /** 0 for what was written before there was a room. */
  roomId: number;
  roomLabel: string;
  text: string;
}

export interface RecalledView {
  /** Of the room on screen; empty where none is known. */
  roomLabel: string;
  /** Absent where the newest was on screen. */
  place?: {topSeq: number; seenSeq: number} | {seq: number; rows: number; seenSeq: number} | undefined;
}

export type Connection =
  | {status: 'connecting'}
  /** Connected, nobody logged in. */
  | {status: 'anonymous'}
  | {status: 'online'}
  /** The connection is gone, or never was there, and is tried again by itself; `retryAtMs` is the client's clock. */
  | {status: 'reconnecting'; attempt: number; retryAtMs: number; code: ErrorCode; detail: string}
  /** It does not come back by itself; the code says why. */
  | {status: 'ended'; code: ErrorCode; detail: string};

export interface OpenThread {
  roomId: number;
  /** Of its first message. */
  seq: number;
  /** The first message and the answers, oldest first; empty before they are loaded. */
  entries: readonly Entry[];
  isLoaded: boolean;
  /** Answers with a greater seq are below the *new* line. */
  newAfterSeq?: number;
}

/** Whether a conversation is encrypted, as this side has verified it. */
export interface Lock {
  /** `planned`: from the first word on. `absent`: it cannot be, as `detail` says. */
  kind: 'sealed' | 'planned' | 'absent';
  /** The person has compared the other one’s keys. */
  isVerified: boolean;
  detail: string;
  /** Nothing is sent because of it. */
  problem?: {code: ErrorCode; detail: string};
}

export interface RoomState {
  /** Only where a thread is shown as a room: seq of its first message. No entries are missing where the seqs jump. */
  threadOf?: number;
  room: Room;
  /** Only of conversations; absent while nothing is known of it. */
  lock?: Lock;
  /** A contiguous piece of the log that reaches to its end as far as known; oldest first; empty before it is loaded. */
  entries: readonly Entry[];
  /** Pieces of the log further up, oldest first, each without a hole and with a gap behind it. See `pieces.ts`. */
  older: readonly (readonly Entry[])[];
  /** What became of the files that are here, as later entries tell it. */
  fileStatuses: FileStatuses;
  /** By seq: messages that others here answer, and that are not here themselves; as they are now. */
  quoted: ReadonlyMap<number, Entry>;
  /** `entries` were asked for; false when they must be fetched first. */
  isLoaded: boolean;
  /** A page from further up is on its way. */
  isLoadingOlder: boolean;
  /** Entries up to here are in `room`'s counts, topic and number of members; below `room.lastSeq` while some are missing. */
  countedSeq: number;
  /** `countedSeq` when the connection was lost; absent before the first loss. */
  cutSeq?: number;
  /** The counts cannot be derived from the loaded entries: they are requested from the server. */
  needsCounts: boolean;
  /** Entries with a greater seq are below the *new* line; set when the room is entered, gone when it is left. */
  newAfterSeq?: number;
  /** It was marked as unread while on screen: being seen does not mark it as read. */
  isHeld?: true;
  /** Where the last *new* line was, to come back to it after it has gone. */
  wasNewAfterSeq?: number;
  /** Own messages that are not in the log yet, in order of writing; gone at the moment their entry is there. */
  pending: readonly PendingMessage[];
  /** Lines that are not in the log: people going online and offline, and notices for this room. */
  asides: readonly Aside[];
  /** Who is blocked: what they say is neither shown nor counted; the same set in all rooms, absent while it is empty. */
  ignored?: ReadonlySet<string>;
  /** One's own words, which count as a mention; the same in all rooms, absent without any. */
  highlights?: ReturnType<typeof highlightsOf>;
  /** Who writes there just now, and when that is over by the client's clock; absent while nobody does. */
  typing?: readonly {name: string; untilMs: number}[];
  /** The read position that the server told of last, where this client has read further: it counts if the log is another one. */
  toldReadSeq?: number;
  /** Login names of the members, ordered; absent before they are fetched. */
  memberNames?: readonly string[];
  /** Roles in the room of those who are more than members, by login name. */
  memberRoles?: Readonly<Record<string, RoomRole>>;
}

/** A message of one's own that is kept on disk until the server has it. */
export interface PendingMessage {
  clientMsgId: string;
  kind: 'message' | 'action';
  text: string;
  writtenAtMs: number;
  /** `sending` may wait for a connection; `failed` needs `/retry` or `/discard`. */
  status: 'sending' | 'failed';
  error?: {code: ErrorCode; detail: string};
  /** The message that this answers, or is in the thread of, or passes on. */
  about?: MessageAbout;
  /** An action on an earlier entry instead of a message; `text` is the new text of an edit, or the reason of a deletion. */
  messageAction?: MessageAction;
}

/** Seqs in the same room; a message that is passed on may be in another. */
export interface MessageAbout {
  replyTo?: number;
  threadOf?: number;
  forwardOf?: {roomId: number; seq: number};
}

/** What is done to the entry with this seq. */
export type MessageAction =
  | {kind: 'edit'; seq: number}
  | {kind: 'delete'; seq: number}
  | {kind: 'react'; seq: number; emoji: string; isOn: boolean}
  | {kind: 'pin'; seq: number; isOn: boolean};

/** Drawn after the entry with `afterSeq`, quietly; never makes a room unread. */
export type Aside =
  | {kind: 'presence'; afterSeq: number; atMs: number; name: string; state: PresenceState; status: string}
  | {kind: 'notice'; afterSeq: number; atMs: number; level: NoticeLevel; text: string};

export type NoticeLevel = 'info' | 'warning' | 'error';

/** `text` is ready to be read but foreign parts are not yet passed through `display()`. */
export interface Notice {
  noticeId: number;
  atMs: number;
  level: NoticeLevel;
  text: string;
  /** It stands in that room, too. */
  roomId?: number;
}

/** One file on its way, or offered, in either direction. */
export interface Transfer {
  transferId: string;
  direction: 'up' | 'down';
  /** The server's id of the file; absent until the offer is answered. */
  fileId?: string;
  /** Of the entry that offers it; absent once it was accepted. */
  seq?: number;
  roomId: number;
  /** Base name as offered; foreign text. */
  name: string;
  /** Of several files and folders. */
  bundle?: Bundle;
  /** Login name of the other side: the sender of a download; the person or the room of an upload. */
  peer: string;
  sizeBytes: number;
  doneBytes: number;
  /** Smoothed; 0 when it stands still. */
  bytesPerSecond: number;
  /** Between two people: how its bytes go, or went in the end. */
  route?: 'direct' | 'relay';
  /** `offered` waits for a decision here; `waiting` for a connection or a free place. */
  status: 'offered' | 'waiting' | 'active' | 'verifying' | 'done' | 'failed' | 'cancelled' | 'declined';
  error?: {code: ErrorCode; detail: string};
  /** Where it lies on this machine: the source of an upload, the result of a download. */
  path?: string;
  startedAtMs: number;
  /** When the server removes it, where it does. */
  expiresAtMs?: number;
}

export type {FileState};
