/** Sizes, counts and delays that both sides must agree on; the configurable ones are sent to the client at login. */

export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;

/** A time that is never reached, for a mute or a ban without an end; the largest integer that JSON carries exactly. */
export const FOR_EVER_MS = Number.MAX_SAFE_INTEGER;

/** Default port of a server, and of an address without a port. */
export const DEFAULT_PORT = 7420;

/** The limits that an operator can configure. The client gets the server's values from `sessionOpen`. */
export interface Limits {
  /** Graphemes (characters as a person counts them) in one message. */
  messageGraphemesMax: number;
  /** UTF-8 bytes in one message. */
  messageBytesMax: number;
  /** Bytes in one file. */
  fileBytesMax: number;
  /** People online at once; further ones are refused with `server-full`. */
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
  /** Length of a login name in UTF-16 code units; see `NAME_PATTERN`. */
  nameLengthMin: 2,
  nameLengthMax: 32,
  displayNameLengthMax: 64,
  roomNameLengthMax: 64,
  topicLengthMax: 500,
  descriptionLengthMax: 1_000,
  /** Former names of a room by which it can still be found. */
  formerNamesMax: 10,
  statusLengthMax: 140,
  reasonLengthMax: 280,
  deviceNameLengthMax: 64,
  passwordLengthMin: 8,
  passwordLengthMax: 128,
  /**
   * Minimum size in bytes of a file for which the person is asked to share their network address: a smaller one is sent over
   * the server before anybody has read the question.
   */
  directAskedBytesMin: 1024 ** 2,
  /** UTF-16 code units of a file's base name on the wire. */
  fileNameLengthMax: 255,
  inviteNamesMax: 20,
  /** SSH keys of one account. */
  sshKeysMax: 20,
  /** Tokens for programs per account; rooms per token; minimum and maximum lifetime of a token. */
  tokensMax: 50,
  tokenRoomsMax: 100,
  tokenMsMin: 60_000,
  tokenMsMax: 366 * DAY_MS,
  /** Valid invitation links at the same time; accounts per link; lifetime of a link. */
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
  /** Rooms that one person has created and that have members or are archived. */
  roomsMadeMax: 500,
  /** Conversations with one person that others started; beyond it, those without messages for the longest time are hidden. */
  directsOfOthersMax: 500,
  /** Default, minimum and maximum duration of a kick. */
  kickMs: 10 * 60_000,
  kickMsMin: 1_000,
  kickMsMax: 365 * DAY_MS,
  /** Days: a hundred years. */
  keepDaysMax: 36_500,
  /** Messages of one person that one purge deletes. */
  purgedMax: 10_000,
  /** Slow mode of a room: the longest configurable time between two messages of a member, in milliseconds. */
  slowMsMax: DAY_MS,
  /** How far in the future a mute can end or a scheduled message can be sent. */
  laterMsMax: 366 * DAY_MS,
  /** Reminders and messages for later of one person. */
  plannedMax: 100,
  /** Friends and sent requests of one person; received requests that are shown; blocked people. */
  friendsMax: 500,
  friendRequestsMax: 100,
  blocksMax: 500,
  /** Addresses and networks that are banned at once. */
  networkBansMax: 1_000,
  /** Open reports by one person; beyond it, their oldest are dropped. */
  reportsOfOneMax: 50,
  /** Connections one person may have at once. */
  connectionsPerUserMax: 10,
  /** Unread and mention counts stop at this number and are shown as "999+". */
  unreadCountMax: 1_000,
  /** People who are notified that an edit mentions them; further names in a message are ignored. */
  mentionedMax: 200,
  /** Maximum members of a room in which `@room` and `@here` work, and how often they may be used. */
  mentionAllMax: 500,
  mentionAllMs: 10_000,
  /** Maximum members of a room with typing notifications. */
  typingMembersMax: 100,
  /** People who are notified of one message because of a highlight word. */
  highlightedMax: 500,
  /** Single entries per request. */
  entriesShownMax: 50,
  /** Edits of one message. */
  editsMax: 100,
  /** Answers of a thread that are listed, the newest ones; and seqs of unread answers that are sent. */
  answersMax: 1_000,
  threadUnreadMax: 100,
  /** Threads that one person follows or has stopped following; beyond that, those without activity for longest are forgotten. */
  followsMax: 200,
  /** Pinned messages in one room. */
  pinsMax: 50,
  /** Messages that one person has starred. */
  starsMax: 1_000,
  /** Names per emoji in a list of reactions. */
  reactorsMax: 100,
  /** Bytes of one socket.io packet towards the server; a message of `messageBytesMax` fits after JSON escaping. */
  packetBytesMax: 512 * 1024,
} as const;

/** Limits of a person's preferences. */
export const PREFERENCE_LIMITS = {
  highlightWordsMax: 50,
  /** UTF-16 code units of one highlight word. */
  highlightWordLengthMax: 40,
  /** Minutes of a day: the exclusive upper bound of `fromMinute` and `toMinute`. */
  minutesOfDay: 1_440,
  placeMax: 10_000,
} as const;

/** Maximum letters of a profile name, which a person gives a server; defined here because the error table mentions it. */
export const PROFILE_NAME_LENGTH_MAX = 24;

/** Maximum rooms in a client's list: joined ones, and conversations that others started. */
export const ROOMS_TOLD_MAX = FIXED_LIMITS.roomsPerUserMax + FIXED_LIMITS.directsOfOthersMax;

/** Maximum contacts: friends, requests in both directions, and blocked people. */
export const CONTACTS_TOLD_MAX = FIXED_LIMITS.friendsMax + FIXED_LIMITS.friendRequestsMax + FIXED_LIMITS.blocksMax;

/** Timeouts in milliseconds. */
export const TIMEOUTS = {
  connectMs: 10_000,
  requestMs: 15_000,
  /**
   * A connection without a login and without requests is closed after this time; a client that shows a form reconnects
   * automatically.
   */
  loginMs: 120_000,
  pingIntervalMs: 10_000,
  pingTimeoutMs: 10_000,
  keychainMs: 3_000,
  shutdownMs: 5_000,
} as const;
