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
  /** The logged-in person; absent before a login. */
  me?: User;
  server?: SessionOpened['server'];
  limits: LimitsTold;
  /** Number of people online, including oneself. */
  onlineCount: number;
  /** This machine's address as the server sees it; absent when the server does not report it. */
  seenAs?: string;
  /** Rights of a program token; absent: all rights of the account. */
  grant?: SessionOpened['grant'];
  /**
   * Login names for which the person must decide whether they may learn this machine's address; the first one is asked about.
   */
  addressAsked: readonly string[];
  /**
   * By login name: everybody from member lists, presence changes and direct rooms. Without a prototype, so that any name can
   * be looked up.
   */
  userByName: Readonly<Record<string, User>>;
  /** Friends, friend requests and blocked people, by login name. */
  contacts: ReadonlyMap<string, ContactFact>;
  preferences: Preferences;
  /** Room orders that were requested and not answered yet, and the server's order; the last requested one is shown. */
  roomOrderAsked?: {orders: readonly (readonly number[])[]; told: ToldOrder};
  roomById: Readonly<Record<number, RoomState>>;
  /** The room on screen; absent before login. */
  currentRoomId?: number;
  /** The room to which `Alt+/` returns. */
  lastRoomId?: number;
  /** Drafts from when the program ended, which the screen takes over. */
  drafts: readonly RecalledDraft[];
  /** The last view of the previous run; absent until it is known. */
  view?: RecalledView;
  invites: readonly Invite[];
  /** Followed threads by `threadKey`. */
  threads: ReadonlyMap<string, FollowedThread>;
  /** The thread on screen, in place of its room. */
  openThread?: OpenThread;
  /** By transfer id, in order of creation. */
  transferById: Readonly<Record<string, Transfer>>;
  /** Notices of the client itself, newest last; their number is bounded. */
  notices: readonly Notice[];
}

/** The order of the room list, and the rooms' manual positions; 0: none. */
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
  /** 0 for a draft from before there was a room. */
  roomId: number;
  roomLabel: string;
  text: string;
}

export interface RecalledView {
  /** Label of the room on screen; empty if there was none. */
  roomLabel: string;
  /** The scroll position; absent when the newest entry was on screen. */
  place?: {topSeq: number; seenSeq: number} | {seq: number; rows: number; seenSeq: number} | undefined;
}

export type Connection =
  | {status: 'connecting'}
  /** Connected without a login. */
  | {status: 'anonymous'}
  | {status: 'online'}
  /** The connection failed or was lost, and is retried automatically; `retryAtMs` is by the client's clock. */
  | {status: 'reconnecting'; attempt: number; retryAtMs: number; code: ErrorCode; detail: string}
  /** The connection has ended and is not retried; the code is the reason. */
  | {status: 'ended'; code: ErrorCode; detail: string};

export interface OpenThread {
  roomId: number;
  /** Seq of the thread's first message. */
  seq: number;
  /** The first message and the answers, oldest first; empty before they are loaded. */
  entries: readonly Entry[];
  isLoaded: boolean;
  /** Answers with a greater seq are below the *new* line. */
  newAfterSeq?: number;
}

/** Whether a conversation is encrypted, as this side has verified it. */
export interface Lock {
  /** `planned`: encrypted from the first message. `absent`: not encrypted, for the reason in `detail`. */
  kind: 'sealed' | 'planned' | 'absent';
  /** The person has compared the other people's keys. */
  isVerified: boolean;
  detail: string;
  /** The problem that stops sending. */
  problem?: {code: ErrorCode; detail: string};
}

export interface RoomState {
  /** Set only when a thread is shown as a room: seq of its first message. Jumps of the seq are then no gaps. */
  threadOf?: number;
  room: Room;
  /** Only for conversations; absent while unknown. */
  lock?: Lock;
  /** The consecutive entries at the known end of the log, oldest first; empty before they are loaded. */
  entries: readonly Entry[];
  /** Older pieces of the log, oldest first, each consecutive and followed by a gap. See `pieces.ts`. */
  older: readonly (readonly Entry[])[];
  /** Status of the files in loaded entries, by later entries. */
  fileStatuses: FileStatuses;
  /** By seq: quoted messages that are not loaded otherwise, in their current form. */
  quoted: ReadonlyMap<number, Entry>;
  /** Whether `entries` were fetched. */
  isLoaded: boolean;
  /** An older page is being fetched. */
  isLoadingOlder: boolean;
  /**
   * Seq up to which entries are included in `room`'s counts, topic and number of members; below `room.lastSeq` while entries
   * are missing.
   */
  countedSeq: number;
  /** `countedSeq` when the connection was last lost; absent before that. */
  cutSeq?: number;
  /** The counts cannot be derived from the loaded entries, and are requested from the server. */
  needsCounts: boolean;
  /** Entries after this seq are below the *new* line; set when the room is entered, removed when it is left. */
  newAfterSeq?: number;
  /** The room was marked as unread while on screen: showing it does not mark it as read. */
  isHeld?: true;
  /** The last *new* line, for jumping to it after it was removed. */
  wasNewAfterSeq?: number;
  /** Own messages that are not in the log yet, in order of writing; removed when their entry arrives. */
  pending: readonly PendingMessage[];
  /** Lines outside the log: people going online and offline, and notices for this room. */
  asides: readonly Aside[];
  /** Blocked people, whose messages are neither shown nor counted; the same set in all rooms, absent when empty. */
  ignored?: ReadonlySet<string>;
  /** One's own highlight words, which count as mentions; the same object in all rooms, absent when there are none. */
  highlights?: ReturnType<typeof highlightsOf>;
  /** Who is typing, with the expiry by the client's clock; absent when nobody is. */
  typing?: readonly {name: string; untilMs: number}[];
  /** The server's read position, when this client has read further: it is used if the log turns out to be another one. */
  toldReadSeq?: number;
  /** Login names of the members, sorted; absent before they are fetched. */
  memberNames?: readonly string[];
  /** Roles of members that are more than `member`, by login name. */
  memberRoles?: Readonly<Record<string, RoomRole>>;
}

/** One's own message, stored on disk until the server has it. */
export interface PendingMessage {
  clientMsgId: string;
  kind: 'message' | 'action';
  text: string;
  writtenAtMs: number;
  /** `sending` may wait for a connection; `failed` needs `/retry` or `/discard`. */
  status: 'sending' | 'failed';
  error?: {code: ErrorCode; detail: string};
  /** The message that this one replies to, belongs to as a thread answer, or forwards. */
  about?: MessageAbout;
  /**
   * An action on an earlier entry, in place of a message; `text` is then the new text of an edit, or the reason of a
   * deletion.
   */
  messageAction?: MessageAction;
}

/** Seqs in the same room; a forwarded message may be in another room. */
export interface MessageAbout {
  replyTo?: number;
  threadOf?: number;
  forwardOf?: {roomId: number; seq: number};
}

/** An action on the entry with this seq. */
export type MessageAction =
  | {kind: 'edit'; seq: number}
  | {kind: 'delete'; seq: number}
  | {kind: 'react'; seq: number; emoji: string; isOn: boolean}
  | {kind: 'pin'; seq: number; isOn: boolean};

/** A line shown after the entry with `afterSeq`; it never makes a room unread. */
export type Aside =
  | {kind: 'presence'; afterSeq: number; atMs: number; name: string; state: PresenceState; status: string}
  | {kind: 'notice'; afterSeq: number; atMs: number; level: NoticeLevel; text: string};

export type NoticeLevel = 'info' | 'warning' | 'error';

/** `text` is a sentence; it contains text from others, not yet passed through `display()`. */
export interface Notice {
  noticeId: number;
  atMs: number;
  level: NoticeLevel;
  text: string;
  /** Room in which the notice is also shown. */
  roomId?: number;
}

/** A file in transfer, or offered, in either direction. */
export interface Transfer {
  transferId: string;
  direction: 'up' | 'down';
  /** The server's id of the file; absent until the server has answered the offer. */
  fileId?: string;
  /** Seq of the offer's entry; absent once it was accepted. */
  seq?: number;
  roomId: number;
  /** Base name as offered; text from others. */
  name: string;
  /** Set for an offer of several files and folders. */
  bundle?: Bundle;
  /** The other side: sender of a download (login name); person or room of an upload. */
  peer: string;
  sizeBytes: number;
  doneBytes: number;
  /** Smoothed transfer rate; 0 when no bytes move. */
  bytesPerSecond: number;
  /** Between two people: the route of the bytes, currently or in the end. */
  route?: 'direct' | 'relay';
  /** `offered`: this person must decide; `waiting`: for a connection or a free slot. */
  status: 'offered' | 'waiting' | 'active' | 'verifying' | 'done' | 'failed' | 'cancelled' | 'declined';
  error?: {code: ErrorCode; detail: string};
  /** Path on this machine: the source of an upload, or the downloaded file. */
  path?: string;
  startedAtMs: number;
  /** When the server removes the file; absent: never. */
  expiresAtMs?: number;
}

export type {FileState};
