/** Sizes, counts and delays that both sides must agree on; the client is told the configurable ones at login. */

export const DAY_MS = 24 * 60 * 60_000;

/** Port a server listens on, and an address means, when none is given. */
export const DEFAULT_PORT = 7420;

/** The limits an operator may set. The client learns the server's values at `sessionOpen`. */
export interface Limits {
  /** Graphemes (characters as a person counts them) in one message. */
  messageGraphemesMax: number;
  /** UTF-8 bytes in one message. */
  messageBytesMax: number;
  /** Bytes in one file. */
  fileBytesMax: number;
  /** People online at once; one more is told `server-full`. */
  usersMax: number;
}

export const DEFAULT_LIMITS: Limits = {
  messageGraphemesMax: 4_000,
  messageBytesMax: 65_536,
  fileBytesMax: 4 * 1024 ** 3,
  usersMax: 10_000,
};

/** Limits that are part of the protocol and never configured. */
export const FIXED_LIMITS = {
  /** Of a login name, UTF-16 code units; see `NAME_PATTERN`. */
  nameLengthMin: 2,
  nameLengthMax: 32,
  displayNameLengthMax: 64,
  roomNameLengthMax: 64,
  topicLengthMax: 500,
  descriptionLengthMax: 1_000,
  /** Names that a room had before and is still found by. */
  formerNamesMax: 10,
  statusLengthMax: 140,
  reasonLengthMax: 280,
  deviceNameLengthMax: 64,
  passwordLengthMin: 8,
  passwordLengthMax: 128,
  /**
   * Minimum size of a file for which people are asked to share their network address, in bytes: a smaller one is sent over the
   * server before anybody has read the question.
   */
  directAskedBytesMin: 1024 ** 2,
  /** UTF-16 code units of a file's base name on the wire. */
  fileNameLengthMax: 255,
  inviteNamesMax: 20,
  /** SSH keys of one account. */
  sshKeysMax: 20,
  /** Tokens for programs per account; rooms of one token; its minimum and maximum lifetime. */
  tokensMax: 50,
  tokenRoomsMax: 100,
  tokenMsMin: 60_000,
  tokenMsMax: 366 * DAY_MS,
  /** Valid invitation links at the same time; accounts per link; its lifetime. */
  invitationsMax: 1_000,
  invitationUsesMax: 10_000,
  invitationMs: 7 * DAY_MS,
  invitationMsMax: 365 * DAY_MS,
  /** People in one conversation, oneself included. */
  groupPeopleMax: 10,
  /** Entries, members, files, rooms or log rows in one page. */
  pageSizeMax: 200,
  /** Rooms one person may be in. */
  roomsPerUserMax: 500,
  /** Rooms one person may have made, as long as somebody is in them. */
  roomsMadeMax: 500,
  /** Conversations that others started with one person; beyond that, the one without messages for longest is hidden. */
  directsOfOthersMax: 500,
  /** Default, minimum and maximum duration of a kick. */
  kickMs: 10 * 60_000,
  kickMsMin: 1_000,
  kickMsMax: 365 * DAY_MS,
  /** A hundred years. */
  keepDaysMax: 36_500,
  /** Messages of one person that a purge removes in one step. */
  purgedMax: 10_000,
  /** Slow mode of a room: the longest time between two messages of a member. */
  slowMsMax: DAY_MS,
  /** How far in the future a mute can end or a scheduled message can be sent. */
  laterMsMax: 366 * DAY_MS,
  /** Reminders and messages for later of one person. */
  plannedMax: 100,
  /** Friends of one person, together with whom they have asked; requests of others that are shown; people one has blocked. */
  friendsMax: 500,
  friendRequestsMax: 100,
  blocksMax: 500,
  /** Addresses and networks that are banned at once. */
  networkBansMax: 1_000,
  /** Unsettled reports by one person; beyond that, their oldest are dropped. */
  reportsOfOneMax: 50,
  /** Connections one person may have at once. */
  connectionsPerUserMax: 10,
  /** Unread and mention counts stop here and are shown as "999+". */
  unreadCountMax: 1_000,
  /** People who are notified that an edit mentions them; further names in a message are ignored. */
  mentionedMax: 200,
  /** Maximum members of a room with `@room` and `@here`, and how often they can be used. */
  mentionAllMax: 500,
  mentionAllMs: 10_000,
  /** Maximum members of a room with typing notices. */
  typingMembersMax: 100,
  /** People who are notified of one message because of a highlight word. */
  highlightedMax: 500,
  /** Single entries that are asked for at once. */
  entriesShownMax: 50,
  /** Edits of one message. */
  editsMax: 100,
  /** Listed answers of a thread, the newest ones; and unread ones among them that are sent. */
  answersMax: 1_000,
  threadUnreadMax: 100,
  /** Threads that one person follows or has stopped following; beyond that, those without activity for longest are forgotten. */
  followsMax: 200,
  /** Pinned messages in one room. */
  pinsMax: 50,
  /** Messages that one person has starred. */
  starsMax: 1_000,
  /** Names of those who gave one emoji, in an answer. */
  reactorsMax: 100,
  /** Bytes of one socket.io packet towards the server; a message of `messageBytesMax` fits after JSON escaping. */
  packetBytesMax: 512 * 1024,
} as const;

/** Rooms in a client's list: one's own, and conversations that others started. */
export const ROOMS_TOLD_MAX = FIXED_LIMITS.roomsPerUserMax + FIXED_LIMITS.directsOfOthersMax;

/** Friends, requests in both directions, and who is blocked. */
export const CONTACTS_TOLD_MAX = FIXED_LIMITS.friendsMax + FIXED_LIMITS.friendRequestsMax + FIXED_LIMITS.blocksMax;

/** Waits, in milliseconds. */
export const TIMEOUTS = {
  connectMs: 10_000,
  requestMs: 15_000,
  /** A connection without a login and without requests is closed after it; a client that shows a form reconnects by itself. */
  loginMs: 120_000,
  pingIntervalMs: 10_000,
  pingTimeoutMs: 10_000,
  keychainMs: 3_000,
  shutdownMs: 5_000,
} as const;
