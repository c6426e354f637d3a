var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __export = (target, all2) => {
  for (var name in all2)
    __defProp(target, name, { get: all2[name], enumerable: true });
};

// src/client/transfers/up/tus.ts
var tus_exports = {};
__export(tus_exports, {
  Upload: () => Upload
});
import { Upload } from "tus-js-client";
var init_tus = __esm({
  "src/client/transfers/up/tus.ts"() {
    "use strict";
  }
});

// src/shared/errors.ts
var kind = (sentence, canRetry = false) => ({ sentence, canRetry });
var ERRORS = {
  // The request itself
  "bad-request": kind("The server did not understand the request ({detail}). Update chat-tui on both sides."),
  "unknown-request": kind("The server does not know the request {detail}. Update chat-tui on both sides."),
  "version-mismatch": kind("Client and server speak different versions. {detail}"),
  internal: kind("The server failed on its side. Tell its operator the incident number {detail}.", true),
  busy: kind("The server is busy. Try again in a moment.", true),
  "too-many-requests": kind("Too fast. Wait {detail} seconds and try again.", true),
  "storage-full": kind("The server cannot store anything now: its disk is full. Try again later.", true),
  "storage-damaged": kind(
    "A part of the data on the server is damaged and is not shown ({detail}). Tell its operator to put back a backup."
  ),
  "storage-failed": kind("The server could not store this. Try again later.", true),
  // Sign-in
  "not-signed-in": kind("You are not logged in. Log in first."),
  "login-failed": kind("Wrong name or wrong password."),
  "login-delayed": kind("Too many failed logins for this name. Wait {detail} seconds and try again.", true),
  "admission-delayed": kind("Many people come in at once. Wait {detail} seconds; it is tried again by itself.", true),
  "session-expired": kind("Your login is no longer valid. Log in again."),
  "name-taken": kind("The name {detail} is taken. Choose another, or log in with its password."),
  "name-invalid": kind(
    "A name has 2 to 32 characters: a-z, 0-9, dot, dash and underscore, starting with a letter or digit."
  ),
  "display-name-taken": kind(
    "The display name {detail} is taken, reserved, or looks like one that is. Choose another."
  ),
  "name-reserved": kind("The name {detail} is reserved. Choose another."),
  "password-short": kind("A password has at least 8 characters."),
  "password-long": kind("A password has at most 128 characters."),
  "password-common": kind("This password is on every list of common passwords. Choose another."),
  "registration-closed": kind("This server takes no new accounts. Ask its owner."),
  "invite-needed": kind("This server takes new accounts by invitation only. Use the join link its owner gave you."),
  "server-full": kind("The server is full ({detail} online). Try again later.", true),
  "too-many-connections": kind("You are logged in too many times at once ({detail}). Close one first."),
  "not-allowed": kind("You have no right to do this. Ask an admin."),
  "owner-stays": kind("{detail} owns this server and stays its owner."),
  // The end of a session
  kicked: kind("You were disconnected by {detail}."),
  "server-closing": kind("The server is closing.", true),
  "too-slow": kind("This connection was too slow and was cut; what you missed is being fetched.", true),
  "logged-out": kind("You were logged out."),
  // Rooms and people
  "room-not-found": kind("There is no room {detail} that you can see. Use {/list|chat-tui rooms} to see the rooms."),
  "room-exists": kind("The room {detail} exists already. Use {/join|chat-tui join} {detail}."),
  "room-name-invalid": kind("A room name has 1 to 64 characters: a-z, 0-9, dot, dash and underscore."),
  "not-in-room": kind("You are not in {detail}. Use {/join|chat-tui join} first."),
  "lobby-stays": kind("Nobody can leave #lobby."),
  "direct-stays": kind("A direct conversation cannot be left."),
  "too-many-rooms": kind("You are in {detail} rooms, which is the limit. Leave one first."),
  "user-not-found": kind("There is nobody called {detail} here."),
  "direct-self": kind("That is you. Choose somebody else."),
  "already-member": kind("{detail} is in the room already."),
  "topic-too-long": kind("A topic has at most 500 characters."),
  // Messages
  "message-empty": kind("An empty message is not sent. Write something first."),
  "message-too-long": kind("The message is too long: {detail}. Shorten it, or send it as a file."),
  "message-not-text": kind("This is data and no text. Send it as a file: {/send|chat-tui send TARGET --file} PATH."),
  "outbox-full": kind("Your disk does not take the message ({detail}). It stays in the input line.", true),
  "out-of-order": kind("A message before this one has not arrived yet. It is sent again by itself.", true),
  // Files
  "file-not-found": kind("There is no file {detail} here. Use {/files|chat-tui files} to see what the room has."),
  "file-missing": kind("There is no file {detail} on this machine. Check the path."),
  "file-is-directory": kind("{detail} is a directory. Send files, or pack it first."),
  "file-unreadable": kind("{detail} cannot be read. Check its permissions."),
  "file-not-regular": kind("{detail} is not a regular file. Send a regular file."),
  "file-too-large": kind("The file is too large: {detail}."),
  "file-empty-name": kind("The file has no usable name. Rename it first."),
  "file-changed": kind("{detail} changed while it was being sent. Send it again."),
  "file-gone": kind("The file {detail} was cancelled by its sender."),
  "file-damaged": kind("The file {detail} arrived damaged and was not kept. Try {/retry|again}.", true),
  "file-incomplete": kind("The file {detail} is not complete on the server yet. Send the rest first.", true),
  "file-busy": kind("The file {detail} is being sent by another program already."),
  "file-unwritable": kind("{detail} cannot be written. Check the folder and its free space.", true),
  "quota-full": kind("The server has no room for this file ({detail}). Try again later.", true),
  "transfer-failed": kind("The transfer failed for an unforeseen reason ({detail}). Try {/retry|again}.", true),
  "transfer-not-found": kind("There is no transfer {detail}. Look at the transfers pane."),
  // The client's own
  "no-server": kind("No server answers at {detail}. Check the address, or start one with: chat-tui serve"),
  "timed-out": kind("The server did not answer in time. Try again.", true),
  "bad-answer": kind("The server said something that is not understood ({detail}). Update chat-tui on both sides."),
  disconnected: kind("There is no connection now. It is being restored.", true),
  "command-unknown": kind("There is no command {detail}. Use /help to see them all; // sends a literal slash."),
  "command-usage": kind("Usage: {detail}"),
  "address-invalid": kind("{detail} is not a server address. Use HOST, HOST:PORT or a join link."),
  "target-invalid": kind("{detail} is not a target. Use #room or @user."),
  "credentials-unsafe": kind(
    "{detail} can be read by others or belongs to somebody else. Run: chmod 600 on it, or delete it and log in again."
  ),
  "credentials-damaged": kind("The login in {detail} cannot be read. Delete the file and log in again."),
  "keychain-failed": kind("The keychain did not take the login ({detail}). Use --store file or --store memory."),
  "settings-invalid": kind("{detail}"),
  // Starting
  "passwords-differ": kind("The two passwords are not the same. Try again."),
  interrupted: kind("Interrupted; nothing was done."),
  "terminal-needed": kind("There is no terminal to ask on. Use {detail}."),
  "port-in-use": kind("Port {detail} is in use by another program. Choose another with --port."),
  "host-unusable": kind("This machine cannot listen on {detail}. Choose another address with --host."),
  "host-failed": kind("The server did not start. {detail}")
};
var isErrorCode = (code) => Object.hasOwn(ERRORS, code);
var WAITS = /* @__PURE__ */ new Set(["too-many-requests", "login-delayed", "admission-delayed"]);
var waitSecondsOf = (code, detail) => WAITS.has(code) && /^\d{1,9}$/.test(detail) ? Number(detail) : 0;
var ChatError = class extends Error {
  code;
  detail;
  constructor(code, detail = "", options) {
    super(sentenceOf(code, detail), options);
    this.name = "ChatError";
    this.code = code;
    this.detail = detail;
  }
  get canRetry() {
    return ERRORS[this.code].canRetry;
  }
};
var wordingOf = (code, place) => ERRORS[code].sentence.replaceAll(/\{([^{}|]*)\|([^{}|]*)\}/g, place === "screen" ? "$1" : "$2");
function sentenceOf(code, detail = "", place = "screen") {
  return wordingOf(code, place).replaceAll(
    / ?\(\{detail\}\)|\{detail\}/g,
    (found) => detail === "" ? "" : found.replace("{detail}", () => detail)
  );
}

// src/client/line/connection.ts
import { io } from "socket.io-client";

// src/client/line/backoff.ts
var DEFAULT_BACKOFF = { firstMs: 1e3, maxMs: 5e3, random: Math.random };
var ASKED_SECONDS_MAX = 300;
var ASKED_SPREAD_MS = 1e3;
function waitMs(backoff, attempt, askedSeconds = 0) {
  if (askedSeconds > 0) {
    return Math.min(askedSeconds, ASKED_SECONDS_MAX) * 1e3 + Math.round(backoff.random() * ASKED_SPREAD_MS);
  }
  const full2 = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full2 * (0.5 + backoff.random() / 2));
}

// src/shared/limits.ts
var PROTOCOL_VERSION = 1;
var DEFAULT_LIMITS = {
  messageGraphemesMax: 4e3,
  messageBytesMax: 65536,
  fileBytesMax: 4 * 1024 ** 3,
  usersMax: 1e4
};
var FIXED_LIMITS = {
  /** UTF-16 code units; see `NAME_PATTERN`. */
  nameLengthMax: 32,
  displayNameLengthMax: 64,
  roomNameLengthMax: 64,
  topicLengthMax: 500,
  statusLengthMax: 140,
  reasonLengthMax: 280,
  deviceNameLengthMax: 64,
  passwordLengthMin: 8,
  passwordLengthMax: 128,
  /** UTF-16 code units of a file's base name on the wire. */
  fileNameLengthMax: 255,
  inviteNamesMax: 20,
  /** Entries, members, files, rooms or log rows in one page. */
  pageSizeMax: 200,
  /** Rooms one person may be in. */
  roomsPerUserMax: 500,
  /** Connections one person may have at once. */
  connectionsPerUserMax: 10,
  /** Unread and mention counts stop here and are shown as "999+". */
  unreadCountMax: 1e3,
  /** Bytes of one socket.io packet towards the server; a message of `messageBytesMax` fits after JSON escaping. */
  packetBytesMax: 512 * 1024
};
var TIMEOUTS = {
  connectMs: 1e4,
  requestMs: 15e3,
  pingIntervalMs: 1e4,
  pingTimeoutMs: 1e4,
  keychainMs: 3e3,
  shutdownMs: 5e3
};

// src/shared/protocol.ts
import * as z2 from "zod/mini";

// src/shared/model.ts
import * as z from "zod/mini";
var text = (lengthMax) => z.string().check(z.maxLength(lengthMax));
var count = () => z.int().check(z.minimum(0));
var NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{1,31}$/;
var ROOM_NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{0,63}$/;
var Name = z.string().check(z.regex(NAME_PATTERN));
var RoomName = z.string().check(z.regex(ROOM_NAME_PATTERN));
var RoomId = z.int().check(z.minimum(1));
var Seq = z.int().check(z.minimum(0));
var EntryId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
var FileId = EntryId;
var Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
var Role = z.enum(["owner", "admin", "member"]);
var PresenceState = z.enum(["online", "away", "offline"]);
var User = z.strictObject({
  name: Name,
  displayName: text(FIXED_LIMITS.displayNameLengthMax),
  role: Role,
  state: PresenceState,
  /** What they said with `/away` or at `/quit`; often empty. */
  status: text(FIXED_LIMITS.reasonLengthMax)
});
var FileState = z.enum(["uploading", "complete", "cancelled"]);
var FileView = z.strictObject({
  fileId: FileId,
  roomId: RoomId,
  /** Seq of the offer. */
  seq: Seq,
  /** As the sender said it; foreign text. */
  name: text(FIXED_LIMITS.fileNameLengthMax),
  sizeBytes: count(),
  sender: Name,
  offeredAtMs: count(),
  state: FileState,
  /** Known once the upload is complete; lower-case hex. */
  sha256: z.optional(Sha256)
});
var common = {
  seq: Seq,
  id: EntryId,
  /** Login name of whoever caused the entry. */
  sender: Name,
  /** Server's clock, milliseconds since 1970. */
  sentAtMs: count()
};
var body = () => z.string().check(z.maxLength(1e6));
var file = { fileId: FileId };
var Entry = z.discriminatedUnion("kind", [
  z.strictObject({ ...common, kind: z.literal("message"), text: body() }),
  /** `/me`: the text follows the name. */
  z.strictObject({ ...common, kind: z.literal("action"), text: body() }),
  z.strictObject({ ...common, kind: z.literal("created") }),
  z.strictObject({ ...common, kind: z.literal("joined") }),
  z.strictObject({ ...common, kind: z.literal("left") }),
  /** The new topic; empty when it was removed. */
  z.strictObject({ ...common, kind: z.literal("topic"), text: body() }),
  /** The sender removed `target` from the server for now; `text` is the reason. */
  z.strictObject({ ...common, kind: z.literal("kicked"), target: Name, text: body() }),
  /** A file is offered to the room. */
  z.strictObject({
    ...common,
    kind: z.literal("file"),
    ...file,
    name: text(FIXED_LIMITS.fileNameLengthMax),
    sizeBytes: count()
  }),
  z.strictObject({ ...common, kind: z.literal("fileCompleted"), ...file, sha256: Sha256 }),
  z.strictObject({ ...common, kind: z.literal("fileCancelled"), ...file }),
  z.strictObject({ ...common, kind: z.literal("fileDeclined"), ...file })
]);
var COUNTED_KINDS = ["message", "action", "file"];
var RoomKind = z.enum(["public", "private", "direct"]);
var Room = z.strictObject({
  roomId: RoomId,
  kind: RoomKind,
  /** Without `#`; in a direct room the other person's login name. */
  name: text(FIXED_LIMITS.roomNameLengthMax),
  topic: text(FIXED_LIMITS.topicLengthMax),
  memberCount: count(),
  lastSeq: Seq,
  /** The cursor: everything up to here was read on some device. */
  readSeq: Seq,
  /** Counted entries of others after the cursor; stops at `unreadCountMax`. */
  unread: count(),
  mentions: count(),
  /** In a direct room: the other person. */
  partner: z.optional(User)
});
var RoomSummary = z.strictObject({
  roomId: RoomId,
  kind: RoomKind,
  name: text(FIXED_LIMITS.roomNameLengthMax),
  topic: text(FIXED_LIMITS.topicLengthMax),
  memberCount: count(),
  isMember: z.boolean()
});
var Invite = z.strictObject({
  roomId: RoomId,
  roomName: text(FIXED_LIMITS.roomNameLengthMax),
  by: Name,
  sentAtMs: count()
});
var LoginRecord = z.strictObject({
  id: count(),
  /** As it was typed, cut to a safe length; foreign text. */
  name: text(64),
  address: text(64),
  port: count(),
  atMs: count(),
  isSuccess: z.boolean(),
  /**
   * `password`, `token`, `register`, or `logout`/`disconnect` for the end of a session. `and 5 more`: so many more tries from this address were
   * refused than are recorded one by one.
   */
  method: text(16)
});

// src/shared/protocol.ts
var text2 = (lengthMax) => z2.string().check(z2.maxLength(lengthMax));
var nothing = z2.strictObject({});
var limit = z2.optional(z2.int().check(z2.minimum(1), z2.maximum(FIXED_LIMITS.pageSizeMax)));
var page = (row) => z2.array(row).check(z2.maxLength(FIXED_LIMITS.pageSizeMax));
var count2 = () => z2.int().check(z2.minimum(0));
var password = text2(1024);
var deviceName = z2.optional(text2(FIXED_LIMITS.deviceNameLengthMax));
var message = z2.string().check(z2.maxLength(FIXED_LIMITS.packetBytesMax));
var LimitsTold = z2.strictObject({
  messageGraphemesMax: count2(),
  messageBytesMax: count2(),
  fileBytesMax: count2(),
  usersMax: count2()
});
var ServerFacts = z2.strictObject({
  programVersion: text2(32),
  registration: z2.enum(["open", "invite", "closed"]),
  /** False on a fresh server: the first account becomes its owner. */
  hasOwner: z2.boolean(),
  /** True for the server that `chat-tui` started by itself; it stops when nobody needs it. */
  isEmbedded: z2.boolean()
});
var SessionGrant = z2.strictObject({ token: text2(64), name: Name });
var FILES_PATH = "/files/";
var Handshake = z2.object({
  protocolVersion: z2.int(),
  programVersion: text2(32),
  token: z2.optional(text2(64)),
  deviceName
});
var REQUESTS = {
  ping: { params: nothing, result: nothing },
  serverShow: { params: nothing, result: ServerFacts },
  accountRegister: {
    params: z2.strictObject({
      name: text2(64),
      password,
      displayName: z2.optional(text2(FIXED_LIMITS.displayNameLengthMax)),
      inviteCode: z2.optional(text2(64)),
      deviceName
    }),
    result: SessionGrant
  },
  passwordChange: { params: z2.strictObject({ oldPassword: password, newPassword: password }), result: nothing },
  sessionLogin: { params: z2.strictObject({ name: text2(64), password, deviceName }), result: SessionGrant },
  /** Subscribes this connection to its rooms, then tells where everything stands. */
  sessionOpen: {
    params: nothing,
    result: z2.strictObject({
      me: User,
      server: ServerFacts,
      limits: LimitsTold,
      rooms: z2.array(Room).check(z2.maxLength(FIXED_LIMITS.roomsPerUserMax)),
      invites: z2.array(Invite),
      /** People online now, oneself included. */
      onlineCount: count2()
    })
  },
  /** Ends this session for good: the token is void. */
  sessionEnd: { params: nothing, result: nothing },
  /** Says last words to the others; the connection is closed by the client afterwards. */
  sessionQuit: { params: z2.strictObject({ text: text2(FIXED_LIMITS.reasonLengthMax) }), result: nothing },
  roomCreate: {
    params: z2.strictObject({
      name: RoomName,
      isPrivate: z2.boolean(),
      topic: z2.optional(text2(FIXED_LIMITS.topicLengthMax))
    }),
    result: Room
  },
  roomJoin: { params: z2.strictObject({ name: RoomName }), result: Room },
  roomLeave: { params: z2.strictObject({ roomId: RoomId }), result: nothing },
  /** Public rooms and one's own, ordered by name. */
  roomList: {
    params: z2.strictObject({ afterName: z2.optional(text2(FIXED_LIMITS.roomNameLengthMax)), limit }),
    result: z2.strictObject({ rooms: page(RoomSummary), hasMore: z2.boolean() })
  },
  roomInvite: {
    params: z2.strictObject({
      roomId: RoomId,
      names: z2.array(Name).check(z2.minLength(1), z2.maxLength(FIXED_LIMITS.inviteNamesMax))
    }),
    result: nothing
  },
  topicSet: { params: z2.strictObject({ roomId: RoomId, topic: text2(FIXED_LIMITS.topicLengthMax) }), result: nothing },
  /** Opens the conversation with one person, making it the first time. */
  directOpen: { params: z2.strictObject({ name: Name }), result: Room },
  /** Ordered by name. */
  memberList: {
    params: z2.strictObject({ roomId: RoomId, afterName: z2.optional(Name), limit }),
    result: z2.strictObject({ members: page(User), total: count2(), hasMore: z2.boolean() })
  },
  userShow: {
    params: z2.strictObject({ name: Name }),
    result: z2.strictObject({ user: User, createdAtMs: count2(), lastSeenAtMs: z2.optional(count2()) })
  },
  presenceSet: {
    params: z2.strictObject({ state: z2.enum(["online", "away"]), status: text2(FIXED_LIMITS.statusLengthMax) }),
    result: nothing
  },
  /** Admins only: ends all connections of a person, with notice to them and to #lobby. */
  userKick: { params: z2.strictObject({ name: Name, reason: text2(FIXED_LIMITS.reasonLengthMax) }), result: nothing },
  /** Answered after the commit. The same `clientMsgId` again returns the first result. */
  messageSend: {
    params: z2.strictObject({
      roomId: RoomId,
      clientMsgId: EntryId,
      kind: z2.enum(["message", "action"]),
      text: message,
      /** One's own message before this one, while it is not acknowledged yet: without it in the log, this one is `out-of-order`. */
      afterId: z2.optional(EntryId)
    }),
    result: z2.strictObject({
      seq: Seq,
      sentAtMs: count2(),
      /** In a direct room: the other person's name when they are not online and will get this on return. */
      awaits: z2.optional(Name)
    })
  },
  /** Oldest first. Without `beforeSeq` and `afterSeq`: the newest. */
  entryList: {
    params: z2.strictObject({ roomId: RoomId, beforeSeq: z2.optional(Seq), afterSeq: z2.optional(Seq), limit }),
    result: z2.strictObject({ entries: page(Entry), lastSeq: Seq })
  },
  /** The cursor moves forward only. */
  cursorMove: { params: z2.strictObject({ roomId: RoomId, seq: Seq }), result: nothing },
  /** Announces a file; its bytes follow over HTTP. The same `clientMsgId` again returns the first result. */
  fileOffer: {
    params: z2.strictObject({
      roomId: RoomId,
      clientMsgId: EntryId,
      name: text2(FIXED_LIMITS.fileNameLengthMax),
      sizeBytes: count2()
    }),
    result: z2.strictObject({ fileId: FileId, seq: Seq, awaits: z2.optional(Name) })
  },
  fileShow: { params: z2.strictObject({ fileId: FileId }), result: FileView },
  /** Newest first. */
  fileList: {
    params: z2.strictObject({ roomId: RoomId, beforeSeq: z2.optional(Seq), limit }),
    result: z2.strictObject({ files: page(FileView), hasMore: z2.boolean() })
  },
  /** The sender says what the bytes must hash to; refused until all of them are there. */
  fileComplete: { params: z2.strictObject({ fileId: FileId, sha256: Sha256 }), result: nothing },
  fileCancel: { params: z2.strictObject({ fileId: FileId }), result: nothing },
  fileDecline: { params: z2.strictObject({ fileId: FileId }), result: nothing },
  /** Admins only, newest first. */
  adminLog: {
    params: z2.strictObject({ beforeId: z2.optional(count2()), limit }),
    result: z2.strictObject({ records: page(LoginRecord), hasMore: z2.boolean() })
  },
  adminUsers: {
    params: z2.strictObject({ afterName: z2.optional(Name), limit }),
    result: z2.strictObject({
      users: page(
        z2.strictObject({
          user: User,
          createdAtMs: count2(),
          connections: z2.array(text2(64)),
          lastSeenAtMs: z2.optional(count2())
        })
      ),
      hasMore: z2.boolean()
    })
  },
  /** Admins only, embedded server only: stay when nobody is connected. */
  serverKeep: { params: nothing, result: nothing },
  serverStop: { params: nothing, result: nothing }
};
var EVENTS = {
  /** A whole batch of one room, in order of `seq`. */
  entriesAppended: z2.strictObject({ roomId: RoomId, entries: z2.array(Entry) }),
  presenceChanged: z2.strictObject({
    changes: z2.array(
      z2.strictObject({
        name: Name,
        displayName: text2(FIXED_LIMITS.displayNameLengthMax),
        state: PresenceState,
        status: text2(FIXED_LIMITS.reasonLengthMax)
      })
    ),
    onlineCount: count2()
  }),
  /** To all devices of a person who is now in a room, or whose direct conversation was opened. */
  roomOpened: z2.strictObject({ room: Room }),
  roomClosed: z2.strictObject({ roomId: RoomId }),
  cursorMoved: z2.strictObject({ roomId: RoomId, seq: Seq }),
  inviteReceived: Invite,
  /** To all devices of a person who became an admin, or a member again. */
  roleChanged: z2.strictObject({ role: Role }),
  /** The last word on a connection before the server closes it; `code` is an error code. */
  sessionEnded: z2.strictObject({
    code: z2.string().check(z2.refine(isErrorCode)),
    detail: text2(FIXED_LIMITS.reasonLengthMax)
  })
};
var isEventName = (name) => Object.hasOwn(EVENTS, name);

// src/client/line/connection.ts
var GOOD_AFTER_MS = 1e4;
var PACKET_BYTES_MAX = 64 * 1024 ** 2;
function openConnection(options, hooks) {
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  let token = options.token;
  let socket;
  let timer;
  let attempt = 0;
  let connectedAtMs;
  let lastWord;
  const drop = () => {
    clearTimeout(timer);
    const old = socket;
    socket = void 0;
    old?.offAny().off("connect").off("connect_error").off("disconnect");
    old?.disconnect();
  };
  const connect = () => {
    drop();
    lastWord = void 0;
    connectedAtMs = void 0;
    const next = openSocket(options, token);
    socket = next;
    timer = setTimeout(() => retry("no-server", addressOf(options.serverUrl)), TIMEOUTS.connectMs);
    next.on("connect", () => {
      clearTimeout(timer);
      connectedAtMs = options.now();
      hooks.onConnected();
    });
    next.on("connect_error", (error) => {
      const { code, detail } = refusalOf(error, options.serverUrl);
      giveUpOrRetry(code, detail);
    });
    next.on("disconnect", () => {
      giveUpOrRetry(lastWord?.code ?? "disconnected", lastWord?.detail ?? "");
    });
    next.onAny((name, payload) => {
      const event = toEvent(name, payload);
      if (event === void 0) return hooks.onRefused(typeof name === "string" ? name.slice(0, 40) : "event");
      if (event.type === "sessionEnded")
        lastWord = { code: event.payload.code, detail: event.payload.detail };
      hooks.onEvent(event);
    });
    next.connect();
  };
  const retry = (code, detail) => {
    drop();
    if (connectedAtMs !== void 0 && options.now() - connectedAtMs >= GOOD_AFTER_MS) attempt = 0;
    attempt++;
    const delayMs = waitMs(backoff, attempt, waitSecondsOf(code, detail));
    hooks.onStatus({ status: "reconnecting", attempt, retryAtMs: options.now() + delayMs, code, detail });
    timer = setTimeout(connect, delayMs);
  };
  const end = (code, detail) => {
    drop();
    hooks.onStatus({ status: "ended", code, detail });
  };
  const giveUpOrRetry = (code, detail) => ERRORS[code].canRetry || code === "no-server" ? retry(code, detail) : end(code, detail);
  connect();
  return {
    request: (name, params) => ask(socket, { name, params, timeoutMs: options.requestTimeoutMs ?? TIMEOUTS.requestMs }, hooks),
    getToken: () => token,
    connectAs(newToken) {
      token = newToken;
      attempt = 0;
      drop();
      hooks.onStatus({ status: "connecting" });
      connect();
    },
    end,
    retry,
    close: drop
  };
}
function openSocket(options, token) {
  return io(options.serverUrl, {
    transports: ["websocket"],
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    timeout: TIMEOUTS.connectMs,
    // Node's own WebSocket has no such limit; the `ws` package, which socket.io-client brings, takes it.
    ...{ maxPayload: PACKET_BYTES_MAX },
    auth: {
      protocolVersion: PROTOCOL_VERSION,
      programVersion: options.programVersion.slice(0, 32),
      deviceName: options.deviceName.slice(0, FIXED_LIMITS.deviceNameLengthMax),
      ...token !== void 0 && { token }
    }
  });
}
var addressOf = (serverUrl) => serverUrl.replace(/^[a-z]+:\/\//, "").replace(/\/.*$/, "");
function ask(socket, { name, params, timeoutMs }, hooks) {
  return new Promise((resolve2, reject) => {
    if (socket?.connected !== true) return reject(new ChatError("disconnected"));
    socket.timeout(timeoutMs).emit(name, params, (failure, answer) => {
      if (failure !== null) return reject(new ChatError(socket.connected ? "timed-out" : "disconnected"));
      try {
        resolve2(readAnswer(name, answer));
      } catch (error) {
        if (error instanceof ChatError && error.code === "bad-answer") hooks.onRefused(name);
        reject(error);
      }
    });
  });
}
function readAnswer(name, answer) {
  if (typeof answer !== "object" || answer === null || !("ok" in answer)) throw new ChatError("bad-answer", name);
  if (answer.ok === true && "data" in answer && isModest(answer.data)) {
    const read = REQUESTS[name].result.safeParse(answer.data);
    if (read.success) return read.data;
  }
  if (answer.ok === false && "error" in answer) throw toChatError(answer.error) ?? new ChatError("bad-answer", name);
  throw new ChatError("bad-answer", name);
}
function toChatError(value) {
  if (typeof value !== "object" || value === null || !("code" in value)) return void 0;
  const { code } = value;
  if (typeof code !== "string" || !isErrorCode(code)) return void 0;
  const detail = "detail" in value && typeof value.detail === "string" ? value.detail : "";
  return new ChatError(code, detail.slice(0, 500));
}
function refusalOf(error, serverUrl) {
  const refusal = toChatError(error.data);
  return refusal ?? { code: "no-server", detail: addressOf(serverUrl) };
}
var LIST_MAX = 1e4;
var isModest = (value) => typeof value !== "object" || value === null || Object.values(value).every((part) => !Array.isArray(part) || part.length <= LIST_MAX);
function toEvent(name, payload) {
  if (typeof name !== "string" || !isEventName(name) || !isModest(payload)) return void 0;
  const read = EVENTS[name].safeParse(payload);
  return read.success ? { type: name, payload: read.data } : void 0;
}

// src/client/parts.ts
var parts_exports = {};
__export(parts_exports, {
  news: () => news,
  outgoing: () => outgoing,
  sync: () => sync,
  transfers: () => transfers
});

// src/shared/mention.ts
function findMentions(text3, name, max = Number.POSITIVE_INFINITY) {
  const found = [];
  if (!text3.includes("@")) return found;
  const lower = lowerOf(text3);
  const wanted = `@${name}`;
  for (let at = lower.indexOf(wanted); at !== -1 && found.length < max; at = lower.indexOf(wanted, at + 1)) {
    if (isBoundary(lower, at - 1) && isEnd(lower, at + wanted.length)) found.push(at);
  }
  return found;
}
var mentions = (text3, name) => findMentions(text3, name, 1).length > 0;
function lowerOf(text3) {
  const lower = text3.toLowerCase();
  return lower.length === text3.length ? lower : text3.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
var isBoundary = (text3, at) => at < 0 || !/[a-z0-9@._-]/.test(text3.charAt(at));
function isEnd(text3, at) {
  return !/^[._-]*[a-z0-9]/.test(text3.slice(at, at + 40)) && text3.charAt(at) !== "_";
}

// src/client/state/counting.ts
var isCounted = (entry) => COUNTED_KINDS.includes(entry.kind);
var capped = (count3) => Math.min(count3, FIXED_LIMITS.unreadCountMax);
var isUnread = (entry, readSeq, me) => entry.seq > readSeq && entry.sender !== me && isCounted(entry);
var isMention = (entry, me) => (entry.kind === "message" || entry.kind === "action") && mentions(entry.text, me);
function countUnread(entries, readSeq, me) {
  const count3 = { unread: 0, mentions: 0 };
  for (const entry of entries) {
    if (!isUnread(entry, readSeq, me)) continue;
    count3.unread++;
    if (isMention(entry, me)) count3.mentions++;
  }
  return count3;
}
function foldEntries(room, entries, me) {
  const added = countUnread(entries, room.readSeq, me);
  const next = {
    ...room,
    unread: capped(room.unread + added.unread),
    mentions: capped(room.mentions + added.mentions)
  };
  for (const entry of entries) {
    if (entry.kind === "topic") next.topic = entry.text;
    else if (entry.kind === "joined") next.memberCount++;
    else if (entry.kind === "left") next.memberCount = Math.max(0, next.memberCount - 1);
  }
  return next;
}
function countEntries(one, entries, me) {
  const last = entries.at(-1);
  if (last === void 0 || last.seq <= one.countedSeq || one.needsCounts) return one;
  const first = entries.length - (last.seq - one.countedSeq);
  if (first < 0) return { ...one, needsCounts: true };
  const fresh = first === 0 ? entries : entries.slice(first);
  return {
    ...one,
    room: foldEntries(one.room, fresh, me),
    countedSeq: last.seq,
    ...namesAfter(one.memberNames, fresh)
  };
}
function moveCursor(one, seq, me) {
  if (seq <= one.room.readSeq) return one;
  if (seq >= one.countedSeq) return { ...one, room: { ...one.room, readSeq: seq, unread: 0, mentions: 0 } };
  const firstSeq = one.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
  const lastSeq = one.entries.at(-1)?.seq ?? 0;
  if (firstSeq > seq + 1 || lastSeq < one.countedSeq)
    return { ...one, room: { ...one.room, readSeq: seq }, needsCounts: true };
  const counted = one.entries.slice(seq + 1 - firstSeq, one.countedSeq + 1 - firstSeq);
  const { unread, mentions: mentioned } = countUnread(counted, seq, me);
  return { ...one, room: { ...one.room, readSeq: seq, unread: capped(unread), mentions: capped(mentioned) } };
}
function namesAfter(names, entries) {
  if (names === void 0) return {};
  let next = names;
  for (const { kind: kind2, sender } of entries) {
    if (kind2 === "joined" && !hasName(next, sender)) next = next.toSpliced(placeOf(next, sender), 0, sender);
    else if (kind2 === "left" && hasName(next, sender)) next = next.toSpliced(placeOf(next, sender), 1);
  }
  return { memberNames: next };
}
function placeOf(names, name) {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = low + high >> 1;
    if ((names[middle] ?? "") < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
var hasName = (names, name) => names[placeOf(names, name)] === name;

// src/client/state/roomState.ts
var ASIDES_MAX = 200;
var newRoomState = (room) => ({
  room,
  entries: [],
  isLoaded: false,
  isLoadingOlder: false,
  countedSeq: room.lastSeq,
  needsCounts: false,
  pending: [],
  asides: []
});
function withRoom(state, roomId, step) {
  const before = state.roomById[roomId];
  if (before === void 0) return state;
  const after = step(before);
  return after === before ? state : { ...state, roomById: { ...state.roomById, [roomId]: after } };
}
var addAside = (one, aside) => ({
  ...one,
  asides: [...one.asides.slice(-(ASIDES_MAX - 1)), aside]
});
var heldSeq = (one) => one.entries.at(-1)?.seq ?? (one.isLoaded ? 0 : one.countedSeq);
function gapAfter(one) {
  const seq = heldSeq(one);
  return seq < one.room.lastSeq ? seq : void 0;
}

// src/client/state/roomMerge.ts
var wasSetBack = (one, room) => (one.cutSeq ?? 0) > room.lastSeq;
function mergeRoom(one, room, { me, isFresh }) {
  if (isFresh && wasSetBack(one, room)) return { ...newRoomState(room), pending: one.pending };
  const { memberNames, ...rest } = one;
  const told = {
    ...rest,
    ...memberNames?.length === room.memberCount && { memberNames },
    room: { ...room, lastSeq: Math.max(room.lastSeq, one.room.lastSeq) },
    countedSeq: room.lastSeq,
    needsCounts: false
  };
  const counted = told.isLoaded ? countEntries(told, told.entries, me) : told;
  return moveCursor(counted, one.room.readSeq, me);
}
function lobbyIdOf(roomById) {
  const lobby = Object.values(roomById).find(({ room }) => room.kind === "public" && room.name === "lobby");
  const other = lobby ?? Object.values(roomById)[0];
  return other === void 0 ? {} : { currentRoomId: other.room.roomId };
}

// src/client/log/news.ts
var INVITES_TOLD_MAX = 5;
var ROLE_TOLD = {
  owner: "You own this server now.",
  admin: "You are an admin of this server now.",
  member: "You are no admin of this server any more."
};
var CUTS_TOLD = ["server-closing", "too-slow"];
var SET_BACK = "The server has less than before: it was set back, or lost the newest messages. What is shown now is what it has.";
function isSetBack(before, rooms) {
  return before.connection.status !== "online" && rooms.some((room) => {
    const one = before.roomById[room.roomId];
    return one !== void 0 && wasSetBack(one, room);
  });
}
function news(client) {
  const tellInvite = ({ by, roomName }) => client.notify("info", `${by} invites you to #${roomName}. Use /join #${roomName}`);
  const tellCut = (connection, before) => {
    if (connection.status !== "reconnecting" || !CUTS_TOLD.includes(connection.code)) return;
    client.notify("warning", sentenceOf(connection.code, connection.detail), before.currentRoomId);
  };
  const stayAway = async (status) => {
    const cut = status.slice(0, FIXED_LIMITS.statusLengthMax);
    try {
      await client.request("presenceSet", { state: "away", status: cut });
      client.dispatch({ type: "selfChanged", state: "away", status: cut });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  };
  return {
    onChange(change, before) {
      if (client.options.isHeadless === true) return;
      if (change.type === "inviteReceived") tellInvite(change);
      if (change.type === "connectionChanged") tellCut(change.connection, before);
      if (change.type === "roleChanged") client.notify("info", ROLE_TOLD[change.role]);
      if (change.type !== "sessionOpened") return;
      const { me } = before;
      if (me?.name === change.me.name && isSetBack(before, change.rooms)) client.notify("warning", SET_BACK);
      if (me?.state === "away" && me.name === change.me.name && change.me.state === "online") void stayAway(me.status);
      const known = new Set(before.invites.map(({ roomId }) => roomId));
      for (const invite of change.invites.filter(({ roomId }) => !known.has(roomId)).slice(0, INVITES_TOLD_MAX)) {
        tellInvite(invite);
      }
    }
  };
}

// src/client/sending/accountOutbox.ts
import { join as join2 } from "node:path";

// src/client/sending/outbox.ts
import { open, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";

// src/shared/faultPoint.ts
var armed;
function faultPoint(name) {
  if (armed !== void 0) pass(name);
}
function pass(name) {
  if (armed === void 0 || armed.name !== name) return;
  armed.passesLeft--;
  if (armed.passesLeft === 0) armed.strike();
}

// src/shared/folder.ts
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
function makeFolder(path) {
  if (isFolder(path)) return;
  try {
    mkdirSync(path, { mode: 448 });
  } catch (error) {
    const above = dirname(path);
    const isMissingAbove = error.code === "ENOENT" && !isFolder(above);
    if (isMissingAbove && above !== path) {
      makeFolder(above);
      makeFolder(path);
    } else if (!isFolder(path)) throw error;
  }
}
var isFolder = (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

// src/client/line/reason.ts
function reasonOf(error) {
  const isError = typeof error === "object" && error !== null && "message" in error;
  const words = isError && typeof error.message === "string" ? error.message : String(error);
  return (words.split("\n")[0] ?? "").slice(0, 200).replace(/[.\s]+$/, "");
}

// src/client/sending/outboxFile.ts
import { rm } from "node:fs/promises";
var SCHEMA = `CREATE TABLE IF NOT EXISTS message (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  client_msg_id TEXT NOT NULL UNIQUE,
  room_id INTEGER NOT NULL,
  room_label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'action')),
  text TEXT NOT NULL,
  written_at_ms INTEGER NOT NULL,
  error_code TEXT,
  error_detail TEXT
) STRICT`;
async function openLocked(path) {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; ${SCHEMA}; COMMIT`);
    return database;
  } catch (error) {
    database.close();
    if (sqliteCode(error) === SQLITE_BUSY) return void 0;
    throw error;
  }
}
function insertMessage(database, message2) {
  database.prepare("DELETE FROM message WHERE client_msg_id = ?").run(message2.clientMsgId);
  database.prepare(
    `INSERT INTO message (client_msg_id, room_id, room_label, kind, text, written_at_ms, error_code, error_detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
  ).run(
    message2.clientMsgId,
    message2.roomId,
    message2.roomLabel,
    message2.kind,
    // As JSON: some releases of Node cut a text at its first NUL.
    JSON.stringify(message2.text),
    message2.writtenAtMs,
    message2.error?.code ?? null,
    message2.error?.detail ?? null
  );
}
function readMessages(database) {
  const rows = database.prepare("SELECT * FROM message ORDER BY position").all();
  return rows.map((row) => {
    const code = row["error_code"];
    const message2 = {
      clientMsgId: String(row["client_msg_id"]),
      roomId: Number(row["room_id"]),
      roomLabel: String(row["room_label"]),
      kind: row["kind"] === "action" ? "action" : "message",
      text: String(JSON.parse(String(row["text"]))),
      writtenAtMs: Number(row["written_at_ms"]),
      status: "sending"
    };
    if (typeof code !== "string" || !isErrorCode(code)) return message2;
    return { ...message2, status: "failed", error: { code, detail: String(row["error_detail"] ?? "") } };
  });
}
async function removeFile(path, database) {
  await rm(path, { force: true });
  database.close();
  await rm(`${path}-wal`, { force: true });
}
function inTransaction(database, work) {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    rollback(database);
    throw error;
  }
}
function rollback(database) {
  try {
    database.exec("ROLLBACK");
  } catch {
  }
}
var SQLITE_BUSY = 5;
var SQLITE_CORRUPT = 11;
var SQLITE_NOTADB = 26;
var SQLITE_ERROR = 1;
function sqliteCode(error) {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return void 0;
  return typeof error.errcode === "number" ? error.errcode & 255 : void 0;
}
var isDamage = (error) => [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR].includes(sqliteCode(error) ?? -1);

// src/client/sending/outbox.ts
var SUFFIX = ".sqlite";
var PAGE_BYTES = 4096;
var SIZE_BYTES_MAX = 256 * 1024 ** 2;
var REMOVE_DELAY_MS = 100;
async function openOutbox(options) {
  try {
    makeFolder(options.dir);
    const { path, database } = await createFile(options);
    const damagedPaths = options.adopts ? await adoptAll(path, database, options) : [];
    const leftovers = readMessages(database).sort((one, other) => one.writtenAtMs - other.writtenAtMs);
    return { outbox: toOutbox(path, database), leftovers, damagedPaths };
  } catch (error) {
    throw full(error);
  }
}
async function createFile(options) {
  const path = join(options.dir, options.newId() + SUFFIX);
  await (await open(path, "wx", 384)).close();
  const database = await openLocked(path);
  if (database === void 0) throw new Error(`${path} is in use`);
  database.exec(`PRAGMA max_page_count = ${Math.ceil((options.sizeBytesMax ?? SIZE_BYTES_MAX) / PAGE_BYTES)}`);
  return { path, database };
}
async function adoptAll(ownPath, into, options) {
  const damagedPaths = [];
  const names = (await readdir(options.dir)).filter((name) => name.endsWith(SUFFIX)).sort();
  for (const path of names.map((name) => join(options.dir, name))) {
    if (path === ownPath || await isEmpty(path)) continue;
    try {
      await adopt(path, into);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const aside = `${path}.damaged-${options.now()}`;
      await rename(path, aside);
      damagedPaths.push(aside);
    }
  }
  return damagedPaths;
}
async function isEmpty(path) {
  const facts = await stat(path).catch(() => void 0);
  return facts === void 0 || facts.size === 0;
}
async function adopt(path, into) {
  const database = await openLocked(path);
  if (database === void 0) return;
  try {
    const left = readMessages(database);
    inTransaction(into, () => {
      for (const message2 of left) insertMessage(into, message2);
    });
    database.exec("DELETE FROM message");
  } catch (error) {
    database.close();
    throw error;
  }
  await removeFile(path, database);
}
function toOutbox(path, database) {
  const removed = /* @__PURE__ */ new Set();
  const remove = database.prepare("DELETE FROM message WHERE client_msg_id = ?");
  let timer;
  const flush = () => {
    clearTimeout(timer);
    timer = void 0;
    inTransaction(database, () => removed.forEach((clientMsgId) => remove.run(clientMsgId)));
    removed.clear();
  };
  const tryFlush = () => {
    try {
      flush();
    } catch {
      timer = void 0;
    }
  };
  return {
    put(message2) {
      try {
        faultPoint("outbox.beforePut");
        inTransaction(database, () => insertMessage(database, message2));
        faultPoint("outbox.afterPut");
      } catch (error) {
        throw full(error);
      }
      removed.delete(message2.clientMsgId);
    },
    remove(clientMsgId) {
      removed.add(clientMsgId);
      timer ??= setTimeout(tryFlush, REMOVE_DELAY_MS).unref();
    },
    async close() {
      tryFlush();
      if (readMessages(database).length === 0) await removeFile(path, database);
      else database.close();
    }
  };
}
function full(error) {
  if (error instanceof ChatError) return error;
  return new ChatError("outbox-full", reasonOf(error), { cause: error });
}

// src/client/sending/accountOutbox.ts
function accountOutbox(client, onLeftovers) {
  let opened;
  const load = async (account) => {
    const { now, newId, dataDir, isHeadless = false } = client.options;
    const dir = join2(dataDir, "outbox", account.replaceAll(/[^a-zA-Z0-9@._-]/g, "_"));
    const { outbox, leftovers, damagedPaths } = await openOutbox({ dir, adopts: !isHeadless, now, newId });
    for (const path of damagedPaths) {
      client.notify("warning", `Unsent messages of an earlier run could not be read. The file was kept as ${path}`);
    }
    onLeftovers(leftovers);
    return outbox;
  };
  const close = async () => {
    const before = opened;
    opened = void 0;
    await before?.outbox.then(
      (outbox) => outbox.close(),
      // It was never open; whoever wanted it was told.
      () => void 0
    );
  };
  return {
    close,
    isOpen: () => opened !== void 0,
    open() {
      const name = client.getState().me?.name;
      if (name === void 0) return Promise.reject(new ChatError("not-signed-in"));
      const account = `${name}@${addressOf(client.options.serverUrl)}`;
      if (opened?.account === account) return opened.outbox;
      const outbox = close().then(() => load(account));
      opened = { account, outbox };
      outbox.catch(() => {
        if (opened?.outbox === outbox) opened = void 0;
      });
      return outbox;
    },
    later(step) {
      void opened?.outbox.then(step).catch((error) => {
        if (!(error instanceof ChatError)) throw error;
      });
    }
  };
}

// src/client/sending/roomQueue.ts
var WINDOW = 32;
var FAILURES_MAX = 6;
var WAIT_FIRST_MS = 500;
var WAIT_MAX_MS = 4e3;
var ASKED_MAX_MS = 6e4;
var SESSION_CODES = /* @__PURE__ */ new Set([
  "not-signed-in",
  "session-expired",
  "logged-out",
  "kicked",
  "version-mismatch",
  "unknown-request",
  "bad-answer",
  "disconnected"
]);
function openLane(hooks) {
  const queue = /* @__PURE__ */ new Map();
  const onWay = /* @__PURE__ */ new Set();
  let isStopped = false;
  let isHeld = false;
  let isDraining = false;
  let refusals = 0;
  let timer;
  const pump2 = () => {
    if (isDraining && onWay.size === 0) isDraining = false;
    if (isStopped || isHeld || isDraining || !hooks.isOnline()) return;
    const width = refusals > 0 ? 1 : WINDOW;
    let afterId;
    for (const message2 of queue.values()) {
      if (!onWay.has(message2.clientMsgId)) {
        if (onWay.size >= width) return;
        onWay.add(message2.clientMsgId);
        void sendOne(message2, afterId);
      }
      afterId = message2.clientMsgId;
    }
  };
  const sendOne = async (message2, afterId) => {
    const sent = await hooks.send(message2, afterId).catch((error) => {
      if (error instanceof ChatError) return error;
      throw error;
    });
    if (isStopped) return;
    if (!(sent instanceof ChatError)) {
      refusals = 0;
      settle2(message2.clientMsgId);
      hooks.onSent(message2, sent);
    } else if (SESSION_CODES.has(sent.code)) {
      onWay.delete(message2.clientMsgId);
      return;
    } else if (sent.canRetry && !isHopeless(sent)) {
      onWay.delete(message2.clientMsgId);
      isDraining = true;
      if (sent.code !== "out-of-order") hold(sent);
    } else {
      refusals = 0;
      settle2(message2.clientMsgId);
      hooks.onFailed(message2, sent);
    }
    pump2();
  };
  const settle2 = (clientMsgId) => {
    onWay.delete(clientMsgId);
    queue.delete(clientMsgId);
  };
  const isHopeless = ({ code }) => code === "internal" && refusals >= FAILURES_MAX;
  const hold = (refusal) => {
    if (isHeld) return;
    isHeld = true;
    refusals++;
    timer = setTimeout(resume, waitMs2(refusal, refusals)).unref();
  };
  const resume = () => {
    clearTimeout(timer);
    isHeld = false;
    pump2();
  };
  return {
    add: (message2) => void queue.set(message2.clientMsgId, message2),
    pump: pump2,
    restart() {
      refusals = 0;
      resume();
    },
    waiting: () => [...queue.values()],
    drop: settle2,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    }
  };
}
function waitMs2({ code, detail }, refusals) {
  const askedMs = code === "too-many-requests" ? Number(detail) * 1e3 : Number.NaN;
  if (Number.isFinite(askedMs)) return Math.min(ASKED_MAX_MS, Math.max(WAIT_FIRST_MS, askedMs));
  return Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.min(refusals - 1, 10));
}

// src/client/sending/sentMessages.ts
var toPending = ({ roomId: _roomId, roomLabel: _roomLabel, ...message2 }) => message2;
function showSent(client, message2, sent) {
  const { roomId, clientMsgId, kind: kind2, text: text3 } = message2;
  const { me, roomById } = client.getState();
  if (me === void 0 || roomById[roomId] === void 0) return;
  const entry = { seq: sent.seq, id: clientMsgId, sender: me.name, sentAtMs: sent.sentAtMs, kind: kind2, text: text3 };
  client.dispatch({ type: "entriesAppended", roomId, entries: [entry] });
  const one = client.getState().roomById[roomId];
  if (one !== void 0 && sent.seq <= heldSeq(one)) client.dispatch({ type: "messageSettled", roomId, clientMsgId });
  if (sent.awaits !== void 0) showAwaits(client, roomId, sent.awaits);
}
function openPlaced(client) {
  const seqs = /* @__PURE__ */ new Map();
  return {
    add: ({ clientMsgId, roomId }, seq) => void seqs.set(clientMsgId, { roomId, seq }),
    look() {
      for (const [clientMsgId, { roomId, seq }] of seqs) {
        const one = client.getState().roomById[roomId];
        if (one !== void 0 && seq > heldSeq(one)) continue;
        seqs.delete(clientMsgId);
        client.dispatch({ type: "messageSettled", roomId, clientMsgId });
      }
    }
  };
}
function showAwaits(client, roomId, name) {
  const text3 = `${name} is not online now and will get this on return.`;
  const asides = client.getState().roomById[roomId]?.asides ?? [];
  const said = asides.findLastIndex((aside) => aside.kind === "notice" && aside.text === text3);
  const seen = asides.findLastIndex((aside) => aside.kind === "presence" && aside.name === name);
  if (said === -1 || seen > said) client.notify("info", text3, roomId);
}
function showFailed(client, message2, error) {
  const { roomId, clientMsgId, roomLabel } = message2;
  const { code, detail } = error;
  const isKnown = client.getState().roomById[roomId] !== void 0;
  client.dispatch({ type: "messageFailed", roomId, clientMsgId, error: { code, detail } });
  const sentence = `Not sent to ${roomLabel}: ${sentenceOf(code, detail)} Use /retry or /discard.`;
  client.notify("error", sentence, ...isKnown ? [roomId] : []);
}

// src/client/state/selectors.ts
var labelOf = (room) => `${room.kind === "direct" ? "@" : "#"}${room.name}`;

// src/client/sending/outgoing.ts
function outgoing(client) {
  const lanes = /* @__PURE__ */ new Map();
  const failed = /* @__PURE__ */ new Map();
  const waiters = /* @__PURE__ */ new Map();
  const placed = openPlaced(client);
  const outbox = accountOutbox(client, (leftovers) => {
    for (const message2 of leftovers) {
      if (message2.status === "failed") failed.set(message2.clientMsgId, message2);
      else laneOf(message2.roomId).add(message2);
    }
  });
  const laneOf = (roomId) => {
    const lane = lanes.get(roomId) ?? openLane({ isOnline: isOnline2, send: (message2, afterId) => send(client, message2, afterId), onSent, onFailed });
    lanes.set(roomId, lane);
    return lane;
  };
  const isOnline2 = () => client.getState().connection.status === "online";
  const onSent = (message2, sent) => {
    outbox.later((open4) => open4.remove(message2.clientMsgId));
    showSent(client, message2, sent);
    placed.add(message2, sent.seq);
    placed.look();
    takeWaiter(message2.clientMsgId)?.resolve(sent);
  };
  const onFailed = (message2, error) => {
    const { code, detail } = error;
    const kept = { ...message2, status: "failed", error: { code, detail } };
    failed.set(message2.clientMsgId, kept);
    outbox.later((open4) => open4.put(kept));
    showFailed(client, kept, error);
    takeWaiter(message2.clientMsgId)?.reject(error);
  };
  const takeWaiter = (clientMsgId) => {
    const waiter = waiters.get(clientMsgId);
    waiters.delete(clientMsgId);
    return waiter;
  };
  const waiting = () => [...lanes.values()].flatMap((lane) => lane.waiting());
  const showAll = () => {
    for (const message2 of [...failed.values(), ...waiting()]) {
      const one = client.getState().roomById[message2.roomId];
      if (one === void 0 || one.pending.some(({ clientMsgId }) => clientMsgId === message2.clientMsgId)) continue;
      client.dispatch({ type: "messageWritten", roomId: message2.roomId, message: toPending(message2) });
    }
  };
  const pumpAll = () => {
    for (const lane of lanes.values()) lane.pump();
  };
  const start = async () => {
    try {
      await outbox.open();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      client.notify("error", error.message);
    }
    showAll();
    for (const lane of lanes.values()) lane.restart();
  };
  const stop = async () => {
    for (const lane of lanes.values()) lane.stop();
    lanes.clear();
    failed.clear();
    await outbox.close();
  };
  return {
    async write(roomId, { kind: kind2, text: text3 }) {
      const room = client.getState().roomById[roomId]?.room;
      if (room === void 0) throw new ChatError("not-in-room", "this room");
      const open4 = await outbox.open();
      const message2 = {
        clientMsgId: client.options.newId(),
        roomId,
        roomLabel: labelOf(room),
        kind: kind2,
        text: text3.toWellFormed(),
        writtenAtMs: client.options.now(),
        status: "sending"
      };
      open4.put(message2);
      client.dispatch({ type: "messageWritten", roomId, message: toPending(message2) });
      const lane = laneOf(roomId);
      lane.add(message2);
      lane.pump();
      return message2;
    },
    settled: (clientMsgId) => new Promise((resolve2, reject) => void waiters.set(clientMsgId, { resolve: resolve2, reject })),
    retry(roomId) {
      const again = [...failed.values()].filter((message2) => roomId === void 0 || message2.roomId === roomId);
      for (const { error: _error, ...message2 } of again) {
        const retried2 = { ...message2, status: "sending" };
        failed.delete(message2.clientMsgId);
        outbox.later((open4) => open4.put(retried2));
        client.dispatch({ type: "messageRetried", roomId: message2.roomId, clientMsgId: message2.clientMsgId });
        laneOf(message2.roomId).add(retried2);
      }
      pumpAll();
      return again.length;
    },
    discard({ roomId, clientMsgId }) {
      const candidates = [...failed.values(), ...clientMsgId === void 0 ? [] : waiting()];
      const gone = candidates.filter((message2) => {
        const isHere = roomId === void 0 || message2.roomId === roomId;
        return isHere && (clientMsgId === void 0 || message2.clientMsgId === clientMsgId);
      });
      for (const message2 of gone) {
        failed.delete(message2.clientMsgId);
        lanes.get(message2.roomId)?.drop(message2.clientMsgId);
        outbox.later((open4) => open4.remove(message2.clientMsgId));
        client.dispatch({ type: "messageSettled", roomId: message2.roomId, clientMsgId: message2.clientMsgId });
        takeWaiter(message2.clientMsgId)?.reject(new ChatError("disconnected"));
      }
      return gone.length;
    },
    onChange(change, before) {
      if (change.type === "sessionOpened" && (before.me?.name ?? change.me.name) !== change.me.name) void stop();
      if (change.type === "connectionChanged" && change.connection.status === "online") {
        if (client.options.isHeadless !== true || outbox.isOpen()) void start();
      } else if (change.type === "roomOpened") showAll();
      else if (change.type === "entriesLoaded" || change.type === "sessionOpened") placed.look();
      else if (change.type === "sessionClosed") void stop();
    },
    close: stop
  };
}
async function send(client, message2, afterId) {
  const room = client.getState().roomById[message2.roomId]?.room;
  if (room !== void 0 && labelOf(room) !== message2.roomLabel) {
    throw new ChatError("room-not-found", message2.roomLabel);
  }
  const { roomId, clientMsgId, kind: kind2, text: text3 } = message2;
  return client.request("messageSend", { roomId, clientMsgId, kind: kind2, text: text3, ...afterId !== void 0 && { afterId } });
}

// src/client/log/waiting.ts
function until(client, look, timeoutMs) {
  return new Promise((resolve2, reject) => {
    const check = () => {
      try {
        const found = look(client.getState());
        if (found === void 0) return;
        stop();
        resolve2(found);
      } catch (error) {
        stop();
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      stop();
      reject(new ChatError("timed-out"));
    }, timeoutMs);
    const unsubscribe = client.subscribe(check);
    const stop = () => {
      clearTimeout(timer);
      unsubscribe();
    };
    check();
  });
}
async function untilStatus(client, status) {
  await until(
    client,
    ({ connection }) => {
      const failure = failureOf(connection);
      if (failure !== void 0) throw failure;
      return connection.status === status ? true : void 0;
    },
    TIMEOUTS.connectMs + TIMEOUTS.requestMs
  );
}
function failureOf(connection) {
  if (connection.status !== "ended" && connection.status !== "reconnecting") return void 0;
  if (connection.code === "admission-delayed") return void 0;
  return new ChatError(connection.code, connection.detail);
}
async function atMost(work, timeoutMs) {
  let timer;
  const deadline = new Promise((resolve2) => {
    timer = setTimeout(resolve2, timeoutMs);
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

// src/client/log/cursors.ts
var GATHER_MS = 300;
var GOODBYE_MS = 1e3;
function openCursors(client) {
  const untold = /* @__PURE__ */ new Map();
  let timer;
  const flush = async () => {
    clearTimeout(timer);
    timer = void 0;
    if (client.getState().connection.status !== "online") return;
    const told = [...untold];
    untold.clear();
    await Promise.all(told.map(([roomId, seq]) => tell(roomId, seq)));
  };
  const tell = async (roomId, seq) => {
    try {
      await client.request("cursorMove", { roomId, seq });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.canRetry && (untold.get(roomId) ?? 0) < seq) untold.set(roomId, seq);
    }
  };
  return {
    markRead(roomId) {
      const one = client.getState().roomById[roomId];
      if (one === void 0) return;
      const seq = Math.min(heldSeq(one), one.room.lastSeq);
      if (seq <= one.room.readSeq) return;
      untold.set(roomId, seq);
      client.dispatch({ type: "cursorMoved", roomId, seq });
      timer ??= setTimeout(() => void flush(), GATHER_MS).unref();
    },
    flush: () => void flush(),
    close: () => atMost(flush(), GOODBYE_MS)
  };
}

// src/client/log/fetching.ts
var GAP_PAGES_MAX = 5;
var PAGE = FIXED_LIMITS.pageSizeMax;
var NEWEST_COUNT = 100;
var MEMBERS_MAX = 2e3;
async function fetchNewest(client, roomId) {
  const page2 = await client.request("entryList", { roomId, limit: NEWEST_COUNT });
  client.dispatch({ type: "entriesLoaded", roomId, place: "newest", ...page2 });
}
async function fetchGap(client, roomId) {
  const at = () => client.getState().roomById[roomId];
  for (let pages = 0; ; pages++) {
    const one = at();
    const afterSeq = one && gapAfter(one);
    if (one === void 0 || afterSeq === void 0) return "filled";
    if (pages === GAP_PAGES_MAX || one.room.lastSeq - afterSeq > GAP_PAGES_MAX * PAGE) return leap(client, roomId);
    const page2 = await client.request("entryList", { roomId, afterSeq, limit: PAGE });
    client.dispatch({ type: "entriesLoaded", roomId, place: "after", ...page2 });
    const after = at();
    if (after !== void 0 && heldSeq(after) === afterSeq) return "stuck";
  }
}
async function leap(client, roomId) {
  const before = client.getState().roomById[roomId];
  if (before?.isLoaded !== true) return "recount";
  await fetchNewest(client, roomId);
  const after = client.getState().roomById[roomId];
  return after !== void 0 && heldSeq(after) === heldSeq(before) ? "stuck" : "recount";
}
async function fetchOlder(client, roomId) {
  const one = client.getState().roomById[roomId];
  const beforeSeq = one?.entries[0]?.seq ?? 0;
  if (one === void 0 || one.isLoadingOlder || beforeSeq <= 1) return;
  client.dispatch({ type: "olderRequested", roomId });
  try {
    const page2 = await client.request("entryList", { roomId, beforeSeq, limit: PAGE });
    client.dispatch({ type: "entriesLoaded", roomId, place: "before", ...page2 });
  } catch (error) {
    client.dispatch({ type: "olderFailed", roomId });
    throw error;
  }
}
async function fetchMembers(client, roomId) {
  const members = [];
  for (; ; ) {
    const afterName = members.at(-1)?.name;
    const page2 = await client.request("memberList", { roomId, limit: PAGE, ...afterName !== void 0 && { afterName } });
    members.push(...page2.members);
    const isDone = !page2.hasMore || page2.members.length === 0 || members.length >= MEMBERS_MAX;
    if (isDone) return client.dispatch({ type: "membersLoaded", roomId, members, total: page2.total });
  }
}

// src/client/log/opening.ts
async function openSession(client) {
  try {
    const opened = await client.request("sessionOpen", {});
    client.dispatch({ type: "sessionOpened", ...opened });
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const { code, detail, canRetry } = error;
    if (code === "disconnected") return false;
    if (code === "not-signed-in") client.line.end("session-expired", "");
    else if (canRetry) client.line.retry(code, detail);
    else client.line.end(code, detail);
    return false;
  }
}

// src/client/log/sync.ts
var KEEP_CURRENT = 2e3;
var KEEP_OTHERS = 400;
var KEEP_READ_BACK = 5e4;
var KEEP_UNSEEN = 1e4;
var KEEP_SLACK = 1.25;
var RECOUNT_GATHER_MS = 250;
function sync(client) {
  const isHeadless = client.options.isHeadless ?? false;
  const cursors = openCursors(client);
  const underWay = /* @__PURE__ */ new Set();
  const membersKnown = /* @__PURE__ */ new Set();
  const hopeless = /* @__PURE__ */ new Map();
  const readBack = /* @__PURE__ */ new Set();
  let recountTimer;
  const isOnline2 = () => client.getState().connection.status === "online";
  const once = (key, work) => {
    if (underWay.has(key)) return;
    underWay.add(key);
    void work().catch((error) => {
      if (!(error instanceof ChatError)) throw error;
    }).finally(() => underWay.delete(key));
  };
  const startSession = async () => {
    if (!await openSession(client) || isOnline2()) return;
    membersKnown.clear();
    hopeless.clear();
    client.dispatch({ type: "connectionChanged", connection: { status: "online" } });
  };
  const recount = () => {
    recountTimer ??= setTimeout(() => {
      recountTimer = void 0;
      if (isOnline2()) once("session", startSession);
    }, RECOUNT_GATHER_MS).unref();
  };
  const fillGap = (roomId, lastSeq) => {
    if (hopeless.get(roomId) === lastSeq) return;
    once(`gap ${roomId}`, async () => {
      const result = await fetchGap(client, roomId);
      if (result !== "filled") hopeless.set(roomId, lastSeq);
      if (result === "recount") recount();
    });
  };
  const loadMembers = (roomId) => once(`members ${roomId}`, async () => {
    await fetchMembers(client, roomId);
    membersKnown.add(roomId);
  });
  const examine = (roomId) => {
    const state = client.getState();
    const one = state.roomById[roomId];
    if (one === void 0 || !isOnline2()) return;
    const isCurrent = state.currentRoomId === roomId;
    if (one.needsCounts) recount();
    if (isCurrent && !one.isLoaded) once(`newest ${roomId}`, () => fetchNewest(client, roomId));
    else if (gapAfter(one) !== void 0) fillGap(roomId, one.room.lastSeq);
    if (isCurrent && !membersKnown.has(roomId)) loadMembers(roomId);
  };
  const keptIn = ({ room }) => {
    if (client.getState().currentRoomId !== room.roomId) return KEEP_OTHERS;
    if (readBack.has(room.roomId)) return KEEP_READ_BACK;
    return room.lastSeq - room.readSeq > KEEP_CURRENT / 2 ? KEEP_UNSEEN : KEEP_CURRENT;
  };
  const trim = (roomId) => {
    const one = client.getState().roomById[roomId];
    if (one === void 0) return;
    const keep = keptIn(one);
    if (one.entries.length > keep * KEEP_SLACK) client.dispatch({ type: "entriesTrimmed", roomId, keep });
  };
  const examineAll = () => {
    const { currentRoomId, roomById } = client.getState();
    if (currentRoomId !== void 0) examine(currentRoomId);
    for (const one of Object.values(roomById)) {
      if (one.needsCounts || gapAfter(one) !== void 0) examine(one.room.roomId);
    }
  };
  const enterLobby = () => {
    const { currentRoomId, roomById } = client.getState();
    const lobby = lobbyIdOf(roomById).currentRoomId;
    if (currentRoomId === void 0 && lobby !== void 0) client.dispatch({ type: "roomEntered", roomId: lobby });
  };
  const leaveRoom = (roomId) => {
    if (roomId === void 0) return;
    readBack.delete(roomId);
    trim(roomId);
  };
  return {
    onConnected() {
      if (client.line.getToken() !== void 0) return void startSession();
      client.dispatch({ type: "connectionChanged", connection: { status: "anonymous" } });
    },
    onChange(change, before) {
      if (change.type === "connectionChanged") {
        if (change.connection.status !== "online") return;
        cursors.flush();
        if (!isHeadless) enterLobby();
        examineAll();
      } else if (change.type === "sessionOpened") {
        if (isOnline2()) examineAll();
      } else if (change.type === "roomEntered") {
        leaveRoom(before.currentRoomId);
        examine(change.roomId);
      } else if (change.type === "roomClosed") {
        const { currentRoomId } = client.getState();
        if (currentRoomId !== void 0) examine(currentRoomId);
      } else if (change.type === "entriesAppended" || change.type === "entriesLoaded") {
        examine(change.roomId);
        if (change.type === "entriesAppended") trim(change.roomId);
      } else if (change.type === "cursorMoved") examine(change.roomId);
      else if (change.type === "roomOpened") examine(change.room.roomId);
    },
    readBack: (roomId) => void readBack.add(roomId),
    async loadOlder(roomId) {
      readBack.add(roomId);
      await fetchOlder(client, roomId);
    },
    markRead(roomId) {
      readBack.delete(roomId);
      cursors.markRead(roomId);
    },
    close() {
      clearTimeout(recountTimer);
      return cursors.close();
    }
  };
}

// src/client/transfers/decisions.ts
import { writeFileSync } from "node:fs";
import { readdir as readdir2, stat as stat2, unlink } from "node:fs/promises";
import { join as join3 } from "node:path";
var KEPT_MAX = 5e3;
async function prune(folder, fileIds) {
  if (fileIds.length <= KEPT_MAX) return;
  const found = await Promise.all(
    fileIds.map(async (fileId) => ({ path: join3(folder, fileId), atMs: (await stat2(join3(folder, fileId))).mtimeMs }))
  );
  found.sort((one, other) => one.atMs - other.atMs);
  await Promise.all(found.slice(0, found.length - KEPT_MAX).map(({ path }) => unlink(path)));
}
function openDecisions(dataDir) {
  const folder = join3(dataDir, "transfers", "decided");
  const decided = /* @__PURE__ */ new Set();
  let writes = Promise.resolve();
  const load = async () => {
    makeFolder(folder);
    const fileIds = await readdir2(folder);
    for (const fileId of fileIds) decided.add(fileId);
    await prune(folder, fileIds);
  };
  const ready = load().catch(() => void 0);
  return {
    has: (fileId) => decided.has(fileId),
    add(fileId) {
      if (decided.has(fileId)) return;
      decided.add(fileId);
      writes = Promise.all([
        writes,
        ready.then(() => writeFileSync(join3(folder, fileId), "", { mode: 384 })).catch(() => void 0)
      ]);
    },
    ready,
    settled: async () => void await writes
  };
}

// src/client/transfers/progress.ts
var TELL_EVERY_MS = 100;
var SMOOTHING_MS = 3e3;
var STALLED_AFTER_MS = 3e3;
function createProgress(now, tell) {
  let toldAtMs = 0;
  let toldBytes = 0;
  let speed = 0;
  let isFirst = true;
  let stall;
  const halt = () => clearTimeout(stall);
  return {
    start(doneBytes) {
      halt();
      toldAtMs = now();
      toldBytes = doneBytes;
      speed = 0;
      isFirst = true;
      tell({ doneBytes, bytesPerSecond: 0 });
    },
    step(doneBytes) {
      const elapsedMs = now() - toldAtMs;
      if (elapsedMs >= 0 && elapsedMs < TELL_EVERY_MS) return;
      const latest = elapsedMs > 0 ? (doneBytes - toldBytes) * 1e3 / elapsedMs : speed;
      const weight = isFirst ? 1 : 1 - Math.exp(-Math.max(0, elapsedMs) / SMOOTHING_MS);
      speed += (Math.max(0, latest) - speed) * weight;
      isFirst = false;
      toldAtMs += elapsedMs;
      toldBytes = doneBytes;
      tell({ doneBytes, bytesPerSecond: Math.round(speed) });
      halt();
      stall = setTimeout(() => tell({ doneBytes, bytesPerSecond: 0 }), STALLED_AFTER_MS);
      stall.unref();
    },
    stop: halt
  };
}

// src/client/transfers/job.ts
var BACKOFF = { ...DEFAULT_BACKOFF, firstMs: 500 };
var TRIED_AGAIN = /* @__PURE__ */ new Set([
  "disconnected",
  "timed-out",
  "no-server",
  "busy",
  "too-many-requests",
  "server-closing",
  "internal",
  "storage-failed",
  "file-incomplete",
  "not-signed-in",
  "session-expired"
]);
function createJob(options) {
  const { client, records } = options;
  const abort = new AbortController();
  const waiting = /* @__PURE__ */ new Set();
  const { transferId } = options.record;
  const show = (change) => {
    const shown = client.getState().transferById[transferId];
    const isNews = Object.entries(change).some(([name, value]) => shown?.[name] !== value);
    if (isNews) client.dispatch({ type: "transferChanged", transferId, change });
  };
  const job = {
    ...options,
    signal: abort.signal,
    stop: () => abort.abort(),
    show,
    progress: createProgress(() => client.options.now(), show),
    note: (change) => job.record = { ...job.record, ...change },
    async keep(change) {
      job.note(change);
      await records.save(job.record);
    },
    news: (signal) => new Promise((resolve2) => {
      if (signal.aborted) return resolve2();
      const done = () => {
        waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve2();
      };
      waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    }),
    tellNews() {
      const woken = [...waiting];
      for (const wake of woken) wake();
    }
  };
  return job;
}
var isOnline = (job) => job.client.getState().connection.status === "online";
async function pause(job, ms) {
  const over = AbortSignal.any([job.signal, AbortSignal.timeout(ms)]);
  await job.news(over);
}
async function untilOnline(job) {
  while (!isOnline(job)) {
    const { connection } = job.client.getState();
    if (connection.status === "ended") throw new ChatError(connection.code, connection.detail);
    await job.news(job.signal);
    job.signal.throwIfAborted();
  }
}
async function runJob(job, attempt) {
  for (let tries = 1; ; tries++) {
    job.show({ status: "waiting", bytesPerSecond: 0 });
    await untilOnline(job);
    const release = await job.slots.take(job.signal);
    const doneBefore = doneBytesOf(job);
    try {
      job.show({ status: "active" });
      return await attempt(job, release);
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof ChatError) || !TRIED_AGAIN.has(error.code)) throw error;
    } finally {
      job.progress.stop();
      release();
    }
    if (doneBytesOf(job) > doneBefore) tries = 1;
    job.show({ status: "waiting", bytesPerSecond: 0 });
    await pause(job, waitMs(job.client.options.backoff ?? BACKOFF, tries));
    job.signal.throwIfAborted();
  }
}
var doneBytesOf = (job) => job.client.getState().transferById[job.record.transferId]?.doneBytes ?? 0;

// src/client/transfers/down/receiving.ts
import { fstatSync as fstatSync3 } from "node:fs";
import { join as join5 } from "node:path";

// src/client/transfers/down/download.ts
import { fstatSync } from "node:fs";

// src/client/transfers/down/sink.ts
var PIECE_BYTES = 512 * 1024;
var PIECES = 4;
async function writeAll(handle, bytes, at) {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
function createSink({ handle, at, sizeBytes, onFree, onProgress, onFailed }) {
  const pieceBytes = Math.min(PIECE_BYTES, Math.max(1, sizeBytes));
  const free = [];
  const full2 = [];
  let filling = { buffer: Buffer.allocUnsafeSlow(pieceBytes), usedBytes: 0 };
  let pieces = 1;
  let place = at;
  let failure;
  let writing;
  const writeFull = async () => {
    for (let piece = full2.shift(); piece; piece = full2.shift()) {
      const { buffer, usedBytes } = piece;
      if (failure === void 0) {
        await writeAll(handle, buffer.subarray(0, usedBytes), place);
        place += usedBytes;
        onProgress(place);
      }
      free.push({ buffer, usedBytes: 0 });
      onFree();
    }
  };
  const flush = () => {
    full2.push(filling);
    writing ??= writeFull().catch((error) => {
      failure = new ChatError("file-unwritable", "", { cause: error });
      onFailed(failure);
    }).finally(() => writing = void 0);
    const next = free.pop();
    if (!next) pieces += 1;
    filling = next ?? { buffer: Buffer.allocUnsafeSlow(pieceBytes), usedBytes: 0 };
  };
  return {
    write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const count3 = Math.min(bytes.length - done, pieceBytes - filling.usedBytes);
        bytes.copy(filling.buffer, filling.usedBytes, done, done + count3);
        filling.usedBytes += count3;
        done += count3;
        if (filling.usedBytes === pieceBytes) flush();
      }
      return pieces < PIECES || free.length > 0;
    },
    async finish() {
      if (filling.usedBytes > 0) flush();
      while (writing) await writing;
      if (failure) throw failure;
    }
  };
}

// src/client/transfers/stream.ts
import { connect as connectPlain } from "node:net";
import { connect as connectSecure } from "node:tls";

// src/client/transfers/http.ts
import { Agent as PlainAgent, request as requestPlain } from "node:http";
import { Agent as SecureAgent, request as requestSecure } from "node:https";
var IDLE_MS = 3e4;
var BODY_BYTES_MAX = 16 * 1024;
var plainLines = new PlainAgent({ keepAlive: true });
var secureLines = new SecureAgent({ keepAlive: true });
function openRequest(server, { method, path, headers }) {
  const url = new URL(path, server.serverUrl);
  if (url.origin !== new URL(server.serverUrl).origin) throw new ChatError("bad-answer", "files");
  const request = url.protocol === "https:" ? requestSecure : requestPlain;
  const made = request(url, {
    method,
    headers: { ...headers, Authorization: `Bearer ${server.token}` },
    agent: url.protocol === "https:" ? secureLines : plainLines,
    timeout: IDLE_MS
  });
  made.on("timeout", () => made.destroy(new ChatError("timed-out")));
  return made;
}
var toBroken = (error) => error instanceof ChatError ? error : new ChatError("disconnected", "", { cause: error });
async function readText(response) {
  let text3 = "";
  response.setEncoding("utf8");
  try {
    for await (const part of response) {
      text3 += String(part);
      if (text3.length > BODY_BYTES_MAX) break;
    }
  } catch {
  }
  return text3;
}
function refusalOf2(status, body2) {
  try {
    const value = JSON.parse(body2);
    const code = value?.error?.code;
    const detail = value?.error?.detail;
    if (typeof code === "string" && isErrorCode(code)) {
      return new ChatError(code, typeof detail === "string" ? detail.slice(0, 500) : "");
    }
  } catch {
  }
  if (status === 401) return new ChatError("not-signed-in");
  if (status === 404) return new ChatError("file-not-found");
  return status >= 500 ? new ChatError("busy") : new ChatError("bad-request", `HTTP ${status}`);
}

// src/client/transfers/stream.ts
var READ_BYTES = 512 * 1024;
var HEAD_BYTES_MAX = 32 * 1024;
var REFUSAL_BYTES_MAX = 16 * 1024;
var IDLE_MS2 = 3e4;
function readHead(text3) {
  const [first = "", ...lines] = text3.split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1]);
  if (Number.isNaN(status)) throw new ChatError("bad-answer", "files");
  const headers = /* @__PURE__ */ new Map();
  for (const line of lines) {
    const at = line.indexOf(":");
    if (at > 0) headers.set(line.slice(0, at).toLowerCase(), line.slice(at + 1).trim());
  }
  return { status, headers };
}
function headText({ server, path, headers }, host) {
  const all2 = { Host: host, Authorization: `Bearer ${server.token}`, Connection: "close", ...headers };
  const lines = Object.entries(all2).map(([name, value]) => `${name}: ${value}`);
  const text3 = [`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
  if (/[^\r\n\x20-\x7e]/.test(text3) || lines.some((line) => /[\r\n]/.test(line))) throw new ChatError("not-signed-in");
  return text3;
}
function createReader(options, done) {
  let head;
  let begun = Buffer.alloc(0);
  let refusal = "";
  let left = 0;
  const take = (bytes) => {
    const part = bytes.subarray(0, left);
    left -= part.length;
    if (head && head.status >= 400) {
      refusal += part.toString("utf8");
      if (left === 0 || refusal.length > REFUSAL_BYTES_MAX) done(refusalOf2(head.status, refusal));
      return true;
    }
    const goesOn = part.length === 0 || options.onBody(part);
    if (left === 0) done();
    return goesOn;
  };
  const begin = (bytes) => {
    begun = Buffer.concat([begun, bytes]);
    const end = begun.indexOf("\r\n\r\n");
    if (end < 0 && begun.length <= HEAD_BYTES_MAX) return true;
    head = readHead(begun.subarray(0, Math.max(end, 0)).toString("latin1"));
    const length = head.headers.get("content-length") ?? "";
    if (!/^\d{1,15}$/.test(length) || head.headers.has("transfer-encoding")) {
      throw head.status >= 400 ? refusalOf2(head.status, "") : new ChatError("bad-answer", "files");
    }
    left = Number(length);
    if (head.status < 400) options.onHead(head);
    return take(begun.subarray(end + 4));
  };
  return (bytes) => head ? take(bytes) : begin(bytes);
}
function stream(options) {
  const url = new URL(options.server.serverUrl);
  const isSecure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve2, reject) => {
    if (options.signal.aborted) throw new ChatError("disconnected");
    const text3 = headText(options, url.host);
    let socket;
    const done = (error) => {
      options.signal.removeEventListener("abort", onAbort);
      socket?.destroy();
      if (error === void 0) resolve2();
      else reject(toBroken(error));
    };
    const onAbort = () => done(new ChatError("disconnected"));
    const read = createReader(options, done);
    const onread = {
      buffer: Buffer.allocUnsafeSlow(Math.min(READ_BYTES, HEAD_BYTES_MAX + options.sizeBytes)),
      callback(count3, buffer) {
        try {
          return read(Buffer.from(buffer.buffer, buffer.byteOffset, count3));
        } catch (error) {
          done(error);
          return false;
        }
      }
    };
    const place = { host, port: Number(url.port) || (isSecure ? 443 : 80), onread };
    socket = isSecure ? connectSecure({ ...place, servername: host }) : connectPlain(place);
    socket.setTimeout(IDLE_MS2, () => done(new ChatError("timed-out")));
    socket.on("error", done);
    socket.on("close", () => done(new ChatError("disconnected")));
    options.signal.addEventListener("abort", onAbort, { once: true });
    options.onFlow({ resume: () => socket?.resume() });
    socket.write(text3);
  });
}

// src/client/transfers/down/download.ts
function checkHead({ status, headers }, from, sizeBytes) {
  const length = headers.get("content-length");
  const isWhole = status === 200 && from === 0 && length === String(sizeBytes);
  const isRest = status === 206 && length === String(sizeBytes - from) && headers.get("content-range") === `bytes ${from}-${sizeBytes - 1}/${sizeBytes}`;
  if (!isWhole && !isRest) throw new ChatError("bad-answer", "files");
}
async function download({
  server,
  fileId,
  handle,
  sizeBytes,
  hash,
  signal,
  onProgress
}) {
  const { size } = fstatSync(handle.fd);
  if (size > sizeBytes) await handle.truncate(0);
  const from = size > sizeBytes ? 0 : size;
  await hash.moveTo(from, handle, signal);
  onProgress(from);
  if (from === sizeBytes) return;
  const failed = new AbortController();
  let failure;
  let flow;
  const sink = createSink({
    handle,
    at: from,
    sizeBytes: sizeBytes - from,
    onFree: () => flow?.resume(),
    onProgress,
    onFailed(error) {
      failure = error;
      failed.abort();
    }
  });
  try {
    await stream({
      server,
      path: FILES_PATH + fileId,
      sizeBytes: sizeBytes - from,
      headers: from > 0 ? { Range: `bytes=${from}-` } : {},
      signal: AbortSignal.any([signal, failed.signal]),
      onHead: (head) => checkHead(head, from, sizeBytes),
      onBody(bytes) {
        hash.update(bytes);
        return sink.write(bytes);
      },
      onFlow: (made) => flow = made
    });
  } finally {
    await sink.finish().catch((error) => failure ??= error);
  }
  if (failure) throw failure;
}

// src/client/transfers/hashing.ts
import { createHash } from "node:crypto";
var READ_BYTES2 = 1024 * 1024;
var MARK_EVERY_BYTES = 16 * 1024 * 1024;
function createRunningHash() {
  let hash = createHash("sha256");
  let marks = [];
  const running = {
    at: 0,
    update(bytes) {
      hash.update(bytes);
      running.at += bytes.length;
      if (running.at - (marks.at(-1)?.at ?? 0) >= MARK_EVERY_BYTES) marks.push({ at: running.at, hash: hash.copy() });
    },
    async moveTo(at, handle, signal) {
      if (at < running.at) {
        marks = marks.filter((mark2) => mark2.at <= at);
        const mark = marks.at(-1);
        hash = mark ? mark.hash.copy() : createHash("sha256");
        running.at = mark?.at ?? 0;
      }
      const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES2, Math.max(1, at - running.at)));
      while (running.at < at) {
        signal.throwIfAborted();
        const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, at - running.at), running.at);
        if (bytesRead === 0) throw new Error("the file is shorter than it was");
        running.update(buffer.subarray(0, bytesRead));
      }
    },
    digest: () => hash.copy().digest("hex")
  };
  return running;
}

// src/client/transfers/down/target.ts
import {
  closeSync,
  constants,
  fstatSync as fstatSync2,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync as statSync2,
  unlinkSync
} from "node:fs";
import { open as open2, unlink as unlink2 } from "node:fs/promises";
import { join as join4 } from "node:path";

// src/shared/entryId.ts
var shortOf = (id) => id.slice(-8);

// src/client/transfers/down/safeName.ts
var NAME_BYTES_MAX = 200;
var EXTENSION_BYTES_MAX = 32;
var FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u115F\u1160\u2800\u3164\uFFA0<>:"|?*]/gu;
var RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
var bytesOf = (text3) => Buffer.byteLength(text3);
function cutBytes(text3, maxBytes) {
  if (bytesOf(text3) <= maxBytes) return text3;
  let kept = "";
  let bytes = 0;
  for (const character of text3) {
    bytes += bytesOf(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}
function splitExtension(name) {
  const found = /^(.+?)((?:\.tar)?\.[^.\s]+)$/su.exec(name);
  const [, stem = "", extension = ""] = found ?? [];
  return found && bytesOf(extension) <= EXTENSION_BYTES_MAX ? [stem, extension] : [name, ""];
}
function safeName(foreign) {
  const last = foreign.slice(0, 8192).split(/[/\\]/).findLast((part) => part.trim() !== "") ?? "";
  const clean = last.normalize("NFC").replaceAll(FORBIDDEN, "_").replaceAll(/\s/gu, " ").replace(/^[.\s]+/u, "").replace(/[.\s]+$/u, "").replace(/^[-~]/, "_");
  if (clean === "") return "file";
  const [stem, extension] = splitExtension(RESERVED.test(clean) ? `_${clean}` : clean);
  return cutBytes(stem, NAME_BYTES_MAX - bytesOf(extension)).trimEnd() + extension;
}
function numberedName(name, number) {
  if (number === 0) return name;
  const [stem, extension] = splitExtension(name);
  return `${stem} (${number})${extension}`;
}

// src/client/transfers/down/target.ts
var NUMBER_MAX = 9999;
var NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
var codeOf = (error) => error.code;
var unwritable = (path, error) => new ChatError("file-unwritable", path, error === void 0 ? void 0 : { cause: error });
function openFolder(path) {
  try {
    makeFolder(path);
    const folder = realpathSync.native(path);
    if (!statSync2(folder).isDirectory()) throw unwritable(path);
    return folder;
  } catch (error) {
    throw error instanceof ChatError ? error : unwritable(path, error);
  }
}
function checkFolder(folder) {
  try {
    if (realpathSync.native(folder) === folder) return;
  } catch (error) {
    throw unwritable(folder, error);
  }
  throw unwritable(folder);
}
var exists = (path) => lstatSync(path, { throwIfNoEntry: false }) !== void 0;
function freePath(folder, name, from = 0) {
  const base = safeName(name);
  for (let number = from; number <= NUMBER_MAX; number++) {
    const path = join4(folder, numberedName(base, number));
    if (!exists(path)) return { path, number };
  }
  return void 0;
}
function makeTarget(folder, name, transferId) {
  const partName = `${safeName(name)}.${shortOf(transferId)}.part`;
  const part = join4(folder, partName);
  try {
    const made = openSync(part, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 384);
    const inode = fstatSync2(made).ino;
    closeSync(made);
    const free = freePath(folder, name);
    return { folder, partName, inode, ...free && { path: free.path } };
  } catch (error) {
    throw unwritable(part, error);
  }
}
async function openPart(folder, partName) {
  checkFolder(folder);
  const path = join4(folder, partName);
  let handle;
  try {
    if (!exists(path))
      return await open2(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 384);
    handle = await open2(path, constants.O_RDWR | NO_FOLLOW | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync2(handle.fd);
    const isOwn = process.getuid === void 0 || stats.uid === process.getuid();
    if (!stats.isFile() || stats.nlink !== 1 || !isOwn) throw unwritable(path);
    return handle;
  } catch (error) {
    await handle?.close();
    throw error instanceof ChatError ? error : unwritable(path, error);
  }
}
function claimName(part, path) {
  try {
    linkSync(part, path);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL"].includes(codeOf(error) ?? "")) throw error;
    return reserveName(part, path);
  }
  faultPoint("download.afterLink");
  unlinkSync(part);
  return true;
}
function reserveName(part, path) {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 384));
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  renameSync(part, path);
  return true;
}
async function finishPart({ folder, partName, name, onTry }) {
  checkFolder(folder);
  const wanted = join4(folder, safeName(name));
  try {
    for (let free = freePath(folder, name); free; free = freePath(folder, name, free.number + 1)) {
      await onTry(free.path);
      faultPoint("download.beforeRename");
      if (!claimName(join4(folder, partName), free.path)) continue;
      faultPoint("download.afterRename");
      return free.path;
    }
  } catch (error) {
    throw unwritable(wanted, error);
  }
  throw unwritable(wanted);
}
function wasFinished({ folder, partName, inode }, path, sizeBytes) {
  const named = lstatSync(path, { throwIfNoEntry: false });
  if (!named?.isFile() || named.ino !== inode || named.size !== sizeBytes) return false;
  if (exists(join4(folder, partName))) unlinkSync(join4(folder, partName));
  return true;
}
async function removePart(folder, partName) {
  await unlink2(join4(folder, partName)).catch(() => void 0);
}

// src/client/transfers/down/receiving.ts
var HEARD_WITHIN_MS = 1e3;
var ASK_AGAIN_MS = 3e4;
var newsWithin = (job, ms) => job.news(AbortSignal.any([job.signal, AbortSignal.timeout(ms)]));
async function expectedHash(job, fileId) {
  if (job.record.sha256 === void 0 && !job.isTakenOver) await newsWithin(job, HEARD_WITHIN_MS);
  for (; ; ) {
    job.signal.throwIfAborted();
    if (job.record.sha256 !== void 0) return job.record.sha256;
    const news2 = newsWithin(job, ASK_AGAIN_MS);
    const file2 = await job.client.request("fileShow", { fileId });
    if (file2.state === "cancelled") throw new ChatError("file-gone", file2.name);
    if (file2.sha256 !== void 0) return file2.sha256;
    await news2;
  }
}
async function fetchBytes(job, fileId, hash, handle) {
  job.progress.start(0);
  await download({
    server: { serverUrl: job.client.options.serverUrl, token: job.client.getToken() ?? "" },
    fileId,
    handle,
    sizeBytes: job.record.sizeBytes,
    hash,
    signal: job.signal,
    onProgress: (doneBytes) => job.progress.step(doneBytes)
  });
}
async function fetchInto(job, target, hash, release) {
  const { fileId = "", name } = job.record;
  const handle = await openPart(target.folder, target.partName);
  try {
    const { size, ino: inode } = fstatSync3(handle.fd);
    if (inode !== target.inode) await job.keep({ target: { ...target, inode } });
    await fetchBytes(job, fileId, hash, handle);
    release();
    job.progress.stop();
    job.show({ status: "verifying", doneBytes: job.record.sizeBytes, bytesPerSecond: 0 });
    if (await expectedHash(job, fileId) !== hash.digest()) {
      await handle.truncate(0);
      if (size > 0) throw new ChatError("disconnected");
      throw new ChatError("file-damaged", name);
    }
    faultPoint("download.beforeSync");
    await handle.sync();
  } finally {
    await handle.close();
  }
}
function createReceiving() {
  const hash = createRunningHash();
  return async (job, release) => {
    const { target, name, sizeBytes } = job.record;
    if (!target) throw new Error("a download without a target");
    const { folder, partName, path: earlier } = target;
    if (earlier !== void 0 && wasFinished(target, earlier, sizeBytes)) return { path: earlier };
    try {
      await fetchInto(job, target, hash, release);
    } catch (error) {
      if (error instanceof ChatError && error.code === "file-damaged") await removePart(folder, partName);
      if (error instanceof ChatError && error.code === "file-unwritable" && error.detail === "") {
        throw new ChatError("file-unwritable", join5(folder, partName), { cause: error });
      }
      throw error;
    }
    job.signal.throwIfAborted();
    const onTry = async (path) => {
      const kept = job.record.target;
      if (kept?.path !== path) await job.keep({ target: { ...kept ?? target, path } });
    };
    return { path: await finishPart({ folder, partName, name, onTry }) };
  };
}

// src/client/transfers/record.ts
import { closeSync as closeSync2, fdatasync, openSync as openSync2, readFileSync, renameSync as renameSync2, rmSync, writeFileSync as writeFileSync2 } from "node:fs";
import { readdir as readdir3, readFile } from "node:fs/promises";
import { uptime } from "node:os";
import { join as join6 } from "node:path";
import { promisify } from "node:util";
var ID = /^[A-Za-z0-9_-]{22}$/;
var isObject = (value) => typeof value === "object" && value !== null;
function readRecord(text3) {
  try {
    const value = JSON.parse(text3);
    if (!isObject(value) || value["version"] !== 1) return void 0;
    const isText = (name) => typeof value[name] === "string";
    const isNumber = (name) => Number.isSafeInteger(value[name]);
    const isWhole = ["transferId", "direction", "serverUrl", "user", "name", "peer"].every(isText) && ["roomId", "sizeBytes", "startedAtMs"].every(isNumber) && (value["direction"] === "up" ? isObject(value["source"]) : isObject(value["target"]));
    return isWhole ? value : void 0;
  } catch {
    return void 0;
  }
}
var synced = promisify(fdatasync);
var claimsHere = /* @__PURE__ */ new Set();
function isAlive(claim, nowMs) {
  const [pid = 0, atMs = 0] = claim.split(" ").map(Number);
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  if (atMs < nowMs - uptime() * 1e3) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
function openRecords(dataDir, now) {
  const folder = join6(dataDir, "transfers");
  const claimed = /* @__PURE__ */ new Set();
  const fileOf = (transferId) => join6(folder, `${transferId}.json`);
  const claimOf = (transferId) => join6(folder, `${transferId}.claim`);
  const claim = (transferId) => {
    if (claimed.has(transferId)) return true;
    const file2 = claimOf(transferId);
    for (const attempt of [1, 2]) {
      try {
        writeFileSync2(file2, `${process.pid} ${now()}`, { flag: "wx", mode: 384 });
        claimed.add(transferId);
        claimsHere.add(file2);
        return true;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
        if (attempt === 2 || claimsHere.has(file2) || isAlive(readClaim(file2), now())) return false;
        rmSync(file2, { force: true });
      }
    }
    return false;
  };
  const unclaim = (transferId) => {
    if (!claimed.delete(transferId)) return;
    claimsHere.delete(claimOf(transferId));
    rmSync(claimOf(transferId), { force: true });
  };
  return {
    async adopt(isOurs) {
      makeFolder(folder);
      const ids = (await readdir3(folder)).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
      const found = [];
      for (const transferId of ids.filter((id) => ID.test(id) && !claimed.has(id))) {
        const record = readRecord(await readFile(fileOf(transferId), "utf8").catch(() => ""));
        if (record?.transferId === transferId && isOurs(record) && claim(transferId)) found.push(record);
      }
      return found.sort((one, other) => one.startedAtMs - other.startedAtMs);
    },
    async save(record) {
      makeFolder(folder);
      claim(record.transferId);
      const file2 = fileOf(record.transferId);
      const made = openSync2(`${file2}.new`, "w", 384);
      try {
        writeFileSync2(made, JSON.stringify(record));
        await synced(made);
      } finally {
        closeSync2(made);
      }
      renameSync2(`${file2}.new`, file2);
    },
    remove(transferId) {
      rmSync(fileOf(transferId), { force: true });
      rmSync(`${fileOf(transferId)}.new`, { force: true });
      unclaim(transferId);
    },
    unclaim
  };
}
function readClaim(file2) {
  try {
    return readFileSync(file2, "utf8");
  } catch {
    return "";
  }
}

// src/client/transfers/up/source.ts
import { closeSync as closeSync3, constants as constants2, fstatSync as fstatSync4, openSync as openSync3 } from "node:fs";
import { open as open3, stat as stat3 } from "node:fs/promises";
import { basename, resolve } from "node:path";
var NO_WAIT = constants2.O_NONBLOCK ?? 0;
var formatBytes = (bytes) => `${bytes.toLocaleString("en-US")} bytes`;
function refusalOf3(error, path) {
  const { code } = error;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ERR_INVALID_ARG_VALUE") {
    return new ChatError("file-missing", path);
  }
  return new ChatError("file-unreadable", path, { cause: error });
}
async function checkSource(path) {
  const absolute = resolve(path);
  try {
    const stats = await stat3(absolute);
    if (stats.isDirectory()) throw new ChatError("file-is-directory", path);
    if (!stats.isFile()) throw new ChatError("file-not-regular", path);
    closeSync3(openSync3(absolute, constants2.O_RDONLY | NO_WAIT));
    const name = basename(absolute).slice(-FIXED_LIMITS.fileNameLengthMax).replaceAll(/\p{Surrogate}/gu, "_");
    if (name.trim() === "") throw new ChatError("file-empty-name");
    return { path: absolute, name, sizeBytes: stats.size, changedAtMs: stats.mtimeMs, inode: stats.ino };
  } catch (error) {
    throw error instanceof ChatError ? error : refusalOf3(error, path);
  }
}
function checkSize({ path, sizeBytes }, sizeBytesMax) {
  if (sizeBytes <= sizeBytesMax) return;
  const sizes = `${path} has ${formatBytes(sizeBytes)}, the limit is ${formatBytes(sizeBytesMax)}`;
  throw new ChatError("file-too-large", sizes);
}
async function openSource(path) {
  try {
    return await open3(path, constants2.O_RDONLY | NO_WAIT);
  } catch (error) {
    throw refusalOf3(error, path);
  }
}
function checkSame(handle, source) {
  const stats = fstatSync4(handle.fd);
  const isSame2 = stats.isFile() && stats.size === source.sizeBytes && stats.mtimeMs === source.changedAtMs && stats.ino === source.inode;
  if (!isSame2) throw new ChatError("file-changed", source.path);
}

// src/client/transfers/up/upload.ts
var PIECE_BYTES2 = 512 * 1024;
var PIECES2 = 3;
var ANSWER_MS = 12e4;
function createPool(sizeBytes, over) {
  const pieces = Math.min(PIECES2, Math.ceil(sizeBytes / PIECE_BYTES2));
  const free = Array.from({ length: pieces }, () => Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES2, sizeBytes)));
  let wake;
  over.addEventListener("abort", () => wake?.());
  return {
    async take() {
      if (free.length === 0 && !over.aborted) await new Promise((resolve2) => wake = resolve2);
      return over.aborted ? void 0 : free.pop();
    },
    give(buffer) {
      free.push(buffer);
      wake?.();
    }
  };
}
async function pump(options, slice, request, over) {
  const { handle, hash } = options;
  const pool = createPool(slice.size, over);
  const end = slice.start + slice.size;
  for (let at = slice.start; at < end; ) {
    const buffer = await pool.take();
    if (!buffer) return;
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - at), at);
    if (over.aborted) return;
    if (bytesRead === 0) throw new ChatError("file-changed");
    const bytes = buffer.subarray(0, bytesRead);
    hash.update(bytes);
    at += bytesRead;
    const sentBytes = at;
    request.write(bytes, (error) => {
      if (!error) options.onProgress(sentBytes);
      pool.give(buffer);
    });
  }
  request.setTimeout(ANSWER_MS);
  request.end();
}
function answerTo(request) {
  return new Promise((resolve2, reject) => {
    request.on("error", (error) => reject(toBroken(error)));
    const onClose = () => reject(new ChatError("disconnected"));
    request.on("close", onClose);
    request.on("response", (response) => {
      request.off("close", onClose);
      void readText(response).then((body2) => {
        resolve2({ status: response.statusCode ?? 0, headers: response.headers, body: body2 });
        if (!response.complete || !request.writableFinished) request.destroy();
      });
    });
  });
}
async function send2(options, head, slice) {
  if (options.signal.aborted) throw new ChatError("disconnected");
  const headers = slice ? { ...head.headers, "Content-Length": slice.size } : head.headers;
  const request = openRequest(options.server, { ...head, headers });
  const over = new AbortController();
  const onAbort = () => request.destroy();
  options.signal.addEventListener("abort", onAbort, { once: true });
  const answered = answerTo(request).finally(() => over.abort("over"));
  try {
    if (!slice) request.end();
    const pumped = slice ? pump(options, slice, request, over.signal).catch((error) => {
      request.destroy();
      throw error;
    }) : void 0;
    const [answer, body2] = await Promise.allSettled([answered, pumped]);
    if (body2.status === "rejected") throw body2.reason;
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  } finally {
    options.signal.removeEventListener("abort", onAbort);
  }
}
function createStack(options, onRefused) {
  return {
    getName: () => "chat-tui",
    createRequest(method, url) {
      const headers = {};
      return {
        getMethod: () => method,
        getURL: () => url,
        setHeader: (name, value) => void (headers[name] = value),
        getHeader: (name) => headers[name],
        setProgressHandler: () => void 0,
        async send(slice) {
          const answer = await send2(options, { method, path: url, headers }, slice);
          if (answer.status >= 400) onRefused(refusalOf2(answer.status, answer.body));
          return {
            getStatus: () => answer.status,
            getHeader: (name) => String(answer.headers[name.toLowerCase()] ?? ""),
            getBody: () => answer.body,
            getUnderlyingObject: () => void 0
          };
        },
        abort: () => Promise.resolve(),
        getUnderlyingObject: () => void 0
      };
    }
  };
}
async function create(options) {
  const { fileId, sizeBytes, hash, handle, signal } = options;
  await hash.moveTo(0, handle, signal);
  const headers = {
    "Tus-Resumable": "1.0.0",
    "Upload-Length": sizeBytes,
    "Upload-Metadata": `fileId ${Buffer.from(fileId).toString("base64")}`,
    "Content-Type": "application/offset+octet-stream"
  };
  const answer = await send2(options, { method: "POST", path: FILES_PATH, headers }, { start: 0, size: sizeBytes });
  if (answer.status >= 400) throw refusalOf2(answer.status, answer.body);
  if (answer.headers["upload-offset"] !== String(sizeBytes)) throw new ChatError("disconnected");
}
var upload = (options) => options.isNew ? create(options) : goOn(options);
async function goOn(options) {
  const { Upload: Upload2 } = await Promise.resolve().then(() => (init_tus(), tus_exports));
  const base = new URL(FILES_PATH, options.server.serverUrl).href;
  let refusal;
  await new Promise((resolve2, reject) => {
    const tus = new Upload2(Buffer.alloc(0), {
      endpoint: base,
      uploadUrl: base + options.fileId,
      metadata: { fileId: options.fileId },
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve(""),
      httpStack: createStack(options, (error) => refusal = error),
      fileReader: {
        openFile: () => Promise.resolve({
          size: options.sizeBytes,
          async slice(start, end) {
            await options.hash.moveTo(start, options.handle, options.signal);
            return { value: { start, size: end - start }, done: true };
          },
          close: () => void 0
        })
      },
      onSuccess: () => resolve2(),
      onError: (error) => {
        const cause = "causingError" in error ? error.causingError : void 0;
        reject(cause instanceof ChatError ? cause : refusal ?? toBroken(cause ?? error));
      }
    });
    tus.start();
  });
}

// src/client/transfers/up/sending.ts
var offer = (client, { source, roomId, name, sizeBytes }) => client.request("fileOffer", { roomId, clientMsgId: source?.clientMsgId ?? "", name, sizeBytes });
async function offered(job) {
  const { fileId, roomId, name } = job.record;
  if (fileId !== void 0) return { fileId, isNew: false };
  const made = await offer(job.client, job.record);
  job.show({ fileId: made.fileId });
  job.note({ fileId: made.fileId });
  if (made.awaits !== void 0) {
    job.client.notify("info", `${made.awaits} is not online now and will get ${name} on return.`, roomId);
  }
  return { fileId: made.fileId, isNew: !job.isTakenOver };
}
async function sendBytes(job, { fileId, isNew }, hash) {
  const { source, sizeBytes } = job.record;
  if (!source) throw new Error("an upload without a source");
  const handle = await openSource(source.path);
  try {
    checkSame(handle, { ...source, sizeBytes });
    job.progress.start(hash.at);
    await upload({
      server: { serverUrl: job.client.options.serverUrl, token: job.client.getToken() ?? "" },
      fileId,
      isNew,
      handle,
      sizeBytes,
      hash,
      signal: job.signal,
      onProgress: (doneBytes) => job.progress.step(doneBytes)
    });
    await hash.moveTo(sizeBytes, handle, job.signal);
    checkSame(handle, { ...source, sizeBytes });
  } catch (error) {
    throw error instanceof ChatError && error.code === "file-changed" ? new ChatError("file-changed", source.path) : error;
  } finally {
    await handle.close();
  }
}
function createSending() {
  const hash = createRunningHash();
  return async (job, release) => {
    const file2 = await offered(job);
    await sendBytes(job, file2, hash);
    release();
    job.progress.stop();
    job.show({ status: "verifying", doneBytes: job.record.sizeBytes, bytesPerSecond: 0 });
    await job.client.request("fileComplete", { fileId: file2.fileId, sha256: hash.digest() });
    return {};
  };
}

// src/client/transfers/slots.ts
function createSlots(countMax) {
  let taken = 0;
  const waiting = [];
  const makeRelease = () => {
    let isReleased = false;
    taken += 1;
    return () => {
      if (isReleased) return;
      isReleased = true;
      taken -= 1;
      waiting.shift()?.();
    };
  };
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (taken < countMax) return makeRelease();
      return new Promise((resolve2, reject) => {
        const go = () => {
          signal.removeEventListener("abort", leave);
          resolve2(makeRelease());
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal.reason);
        };
        waiting.push(go);
        signal.addEventListener("abort", leave, { once: true });
      });
    }
  };
}

// src/client/transfers/jobs.ts
var ACTIVE_MAX = 2;
var SMALL_ACTIVE_MAX = 16;
var SMALL_BYTES_MAX = 1024 * 1024;
var toTransfer = (record) => ({
  transferId: record.transferId,
  direction: record.direction,
  ...record.fileId !== void 0 && { fileId: record.fileId },
  roomId: record.roomId,
  name: record.name,
  peer: record.peer,
  sizeBytes: record.sizeBytes,
  doneBytes: 0,
  bytesPerSecond: 0,
  status: record.error ? "failed" : "waiting",
  ...record.error && { error: record.error },
  ...record.source && { path: record.source.path },
  startedAtMs: record.startedAtMs
});
var toError = (error) => error instanceof ChatError ? { code: error.code, detail: error.detail } : { code: "transfer-failed", detail: error instanceof Error ? error.message : String(error) };
function openJobs(client, onDone) {
  const { options } = client;
  const records = openRecords(options.dataDir, () => options.now());
  const createPlaces = () => ({ large: createSlots(ACTIVE_MAX), small: createSlots(SMALL_ACTIVE_MAX) });
  const places = { up: createPlaces(), down: createPlaces() };
  const jobById = /* @__PURE__ */ new Map();
  const failedById = /* @__PURE__ */ new Map();
  const endById = /* @__PURE__ */ new Map();
  const show = (transferId, change) => client.dispatch({ type: "transferChanged", transferId, change: { ...change, bytesPerSecond: 0 } });
  const tell = (level, text3, roomId) => {
    if (options.isHeadless !== true) client.notify(level, text3, roomId);
  };
  const forget = async ({ transferId, target }) => {
    failedById.delete(transferId);
    if (target) await removePart(target.folder, target.partName);
    records.remove(transferId);
  };
  const fail = async ({ record }, error) => {
    const shown = toError(error);
    if (shown.code === "file-gone") {
      await forget(record);
      return show(record.transferId, { status: "cancelled", error: shown });
    }
    const failed = { ...record, error: shown };
    failedById.set(record.transferId, failed);
    if (client.getState().connection.status !== "ended") await records.save(failed).catch(() => void 0);
    show(record.transferId, { status: "failed", error: shown });
    tell("error", sentenceOf(shown.code, shown.detail), record.roomId);
    if (shown.code === "file-changed" && record.fileId !== void 0) {
      await client.request("fileCancel", { fileId: record.fileId }).catch(() => void 0);
    }
  };
  const run = async (job) => {
    const { direction, transferId, sizeBytes, name, roomId } = job.record;
    try {
      const attempt = direction === "up" ? createSending() : createReceiving();
      const result = await runJob(job, attempt);
      if (direction === "down" && job.record.fileId !== void 0) onDone(job.record.fileId);
      records.remove(transferId);
      show(transferId, { ...result, status: "done", doneBytes: sizeBytes });
      if (result.path !== void 0) tell("info", `${name} is here: ${result.path}`, roomId);
    } catch (error) {
      if (job.signal.aborted) records.unclaim(transferId);
      else await fail(job, error);
    } finally {
      jobById.delete(transferId);
    }
  };
  const start = (record, isTakenOver) => {
    client.dispatch({ type: "transferAdded", transfer: toTransfer(record) });
    if (record.error) return void failedById.set(record.transferId, record);
    const slots = places[record.direction][record.sizeBytes > SMALL_BYTES_MAX ? "large" : "small"];
    const job = createJob({ record, client, records, slots, isTakenOver });
    jobById.set(record.transferId, job);
    endById.set(record.transferId, run(job));
  };
  const begin = async (...begun) => {
    const saved = await Promise.allSettled(begun.map((record) => records.save(record)));
    const failure = saved.find((one) => one.status === "rejected");
    if (failure) {
      for (const { transferId } of begun) records.remove(transferId);
      throw failure.reason;
    }
    for (const record of begun) {
      failedById.delete(record.transferId);
      start(record, false);
    }
  };
  return {
    begin,
    again: begin,
    failed: (transferId) => failedById.get(transferId),
    async drop(transferId, status) {
      const job = jobById.get(transferId);
      const record = job?.record ?? failedById.get(transferId);
      job?.stop();
      await endById.get(transferId);
      const { direction, status: end } = client.getState().transferById[transferId] ?? {};
      if (direction === "down" && end === "done") return;
      if (record) await forget(job?.record ?? record);
      show(transferId, { status });
    },
    async adopt(isOurs) {
      for (const record of await records.adopt(isOurs)) start(record, true);
    },
    running: () => [...jobById.values()],
    ended: async (transferId) => endById.get(transferId),
    async stopAll() {
      for (const job of jobById.values()) job.stop();
      await Promise.all(endById.values());
      for (const transferId of failedById.keys()) records.unclaim(transferId);
      failedById.clear();
    }
  };
}

// src/client/transfers/offers.ts
var MISSED_MAX = 50;
var toOffer = (file2, roomId, atMs) => ({
  transferId: file2.fileId,
  direction: "down",
  fileId: file2.fileId,
  roomId,
  name: file2.name,
  peer: file2.sender,
  sizeBytes: file2.sizeBytes,
  doneBytes: 0,
  bytesPerSecond: 0,
  status: "offered",
  startedAtMs: atMs
});
var isDirect = (state, roomId) => state.roomById[roomId]?.room.kind === "direct";
function findOffers(state, roomId, entries) {
  if (!isDirect(state, roomId)) return [];
  const gone = new Set(
    entries.flatMap((entry) => entry.kind === "fileCancelled" || entry.kind === "fileDeclined" ? [entry.fileId] : [])
  );
  return entries.flatMap(
    (entry) => entry.kind === "file" && entry.sender !== state.me?.name && !gone.has(entry.fileId) ? [toOffer(entry, roomId, entry.sentAtMs)] : []
  );
}
async function missedOffers(client) {
  const found = [];
  for (const { room } of Object.values(client.getState().roomById)) {
    if (room.kind !== "direct" || room.lastSeq <= room.readSeq) continue;
    const { files } = await client.request("fileList", { roomId: room.roomId, limit: MISSED_MAX });
    for (const file2 of files.toReversed()) {
      const isOpen = file2.seq > room.readSeq && file2.state !== "cancelled" && file2.sender !== client.getState().me?.name;
      if (isOpen) found.push(toOffer(file2, room.roomId, file2.offeredAtMs));
    }
  }
  return found;
}

// src/client/transfers/transfers.ts
var HASHES_MAX = 1e3;
var OVER = /* @__PURE__ */ new Set(["done", "cancelled", "declined"]);
var all = (client) => Object.values(client.getState().transferById);
function transferOf(client, transferId) {
  const transfer = client.getState().transferById[transferId];
  if (!transfer) throw new ChatError("transfer-not-found", transferId);
  return transfer;
}
var startOf = (client, direction, transferId) => ({
  version: 1,
  transferId,
  direction,
  serverUrl: client.options.serverUrl,
  user: client.getState().me?.name ?? "",
  startedAtMs: client.options.now()
});
function uploadRecord(client, source, roomId, transferId) {
  const { path, changedAtMs, inode, name, sizeBytes } = source;
  const room = client.getState().roomById[roomId]?.room;
  const peer = room === void 0 ? "" : room.kind === "direct" ? room.name : `#${room.name}`;
  const sent = { path, clientMsgId: client.options.newId(), changedAtMs, inode };
  return { ...startOf(client, "up", transferId), roomId, name, peer, sizeBytes, source: sent };
}
async function retried(client, record) {
  const { error, ...rest } = record;
  if (!rest.source) return rest;
  const source = await checkSource(rest.source.path);
  checkSize(source, client.getState().limits.fileBytesMax);
  const isSame2 = error?.code !== "file-changed" && source.inode === rest.source.inode && source.changedAtMs === rest.source.changedAtMs && source.sizeBytes === rest.sizeBytes;
  return isSame2 ? rest : uploadRecord(client, source, rest.roomId, rest.transferId);
}
async function fileIdOf(client, jobs, transferId) {
  const job = jobs.running().find(({ record }) => record.transferId === transferId);
  return job?.isTakenOver === true ? (await offer(client, job.record)).fileId : void 0;
}
async function withdraw(client, fileId) {
  if (fileId !== void 0) await client.request("fileCancel", { fileId });
}
function createHashes() {
  const hashes = /* @__PURE__ */ new Map();
  return {
    get: (fileId) => hashes.get(fileId),
    set(fileId, sha256) {
      const [oldest] = hashes.keys();
      if (oldest !== void 0 && hashes.size >= HASHES_MAX) hashes.delete(oldest);
      return hashes.set(fileId, sha256);
    }
  };
}
function openHearing(client, jobs, decisions) {
  const showOffers = (found) => {
    for (const transfer of found) {
      const isKnown = all(client).some((other) => other.fileId === transfer.fileId);
      if (!isKnown && !decisions.has(transfer.transferId)) client.dispatch({ type: "transferAdded", transfer });
    }
  };
  const refuse = async ({ transferId, fileId = "" }) => {
    await jobs.drop(transferId, "declined");
    await client.request("fileCancel", { fileId }).catch(() => void 0);
  };
  const hearAbout = (transfer, entry) => {
    if (entry.kind === "fileCancelled") void jobs.drop(transfer.transferId, "cancelled");
    if (entry.kind !== "fileDeclined") return;
    if (transfer.direction === "up" && entry.sender === transfer.peer) void refuse(transfer);
    const isMine = entry.sender === client.getState().me?.name;
    if (isMine && transfer.status === "offered") void jobs.drop(transfer.transferId, "declined");
  };
  const hashes = createHashes();
  const hear = (entry) => {
    if (!("fileId" in entry) || entry.kind === "file") return;
    if (entry.kind === "fileCompleted") hashes.set(entry.fileId, entry.sha256);
    for (const job of jobs.running()) {
      if (job.record.fileId !== entry.fileId) continue;
      if (entry.kind === "fileCompleted") job.note({ sha256: entry.sha256 });
      job.tellNews();
    }
    for (const transfer of all(client)) {
      const isOver = OVER.has(transfer.status) || transfer.status === "failed" && transfer.direction === "up";
      const isTurnedDown = entry.kind === "fileDeclined" && transfer.status === "done" && transfer.direction === "up";
      if (transfer.fileId === entry.fileId && (!isOver || isTurnedDown)) hearAbout(transfer, entry);
    }
  };
  return {
    /** What was heard while its download was only about to begin. */
    recall(fileId) {
      const sha256 = hashes.get(fileId);
      if (sha256 === void 0) return;
      for (const job of jobs.running()) if (job.record.fileId === fileId) job.note({ sha256 });
    },
    hear(roomId, entries) {
      for (const entry of entries) hear(entry);
      if (client.options.isHeadless === true) return;
      void decisions.ready.then(() => showOffers(findOffers(client.getState(), roomId, entries)));
    },
    async lookForMissed() {
      await decisions.ready;
      showOffers(await missedOffers(client).catch(() => []));
    }
  };
}
function transfers(client) {
  const { options } = client;
  const decisions = openDecisions(options.dataDir);
  const jobs = openJobs(client, (fileId) => decisions.add(fileId));
  const hearing = openHearing(client, jobs, decisions);
  const part = {
    onChange(change) {
      if (change.type === "entriesAppended" || change.type === "entriesLoaded" && change.place !== "before") {
        hearing.hear(change.roomId, change.entries);
      }
      if (change.type === "connectionChanged") for (const job of jobs.running()) job.tellNews();
      if (change.type === "sessionClosed") void jobs.stopAll();
      if (change.type !== "sessionOpened" || options.isHeadless === true) return;
      void hearing.lookForMissed();
      void part.resume();
    },
    async send(sources, roomId) {
      const records = sources.map((source) => uploadRecord(client, source, roomId, options.newId()));
      await jobs.begin(...records);
      return records.map(({ transferId }) => transferId);
    },
    async fetch(file2, { folder, transferId = options.newId() } = {}) {
      const running = jobs.running().find(({ record }) => record.direction === "down" && record.fileId === file2.fileId);
      if (running) return running.record.transferId;
      if (file2.state === "cancelled") throw new ChatError("file-gone", file2.name);
      const { fileId, roomId, name, sizeBytes, sender: peer, sha256 } = file2;
      const target = makeTarget(openFolder(folder ?? options.downloadsDir), name, transferId);
      decisions.add(fileId);
      const known = { fileId, roomId, name, peer, sizeBytes, ...sha256 !== void 0 && { sha256 } };
      await jobs.begin({ ...startOf(client, "down", transferId), ...known, target });
      hearing.recall(fileId);
      return transferId;
    },
    async decline(transferId) {
      const { fileId, status } = transferOf(client, transferId);
      if (status !== "offered" || fileId === void 0) throw new ChatError("transfer-not-found", transferId);
      await client.request("fileDecline", { fileId });
      decisions.add(fileId);
      await jobs.drop(transferId, "declined");
    },
    async cancel(transferId) {
      const { direction, fileId, status } = transferOf(client, transferId);
      if (status === "offered") return part.decline(transferId);
      if (OVER.has(status)) throw new ChatError("transfer-not-found", transferId);
      if (direction === "up") await withdraw(client, fileId ?? await fileIdOf(client, jobs, transferId));
      await jobs.drop(transferId, "cancelled");
    },
    async retry(transferId) {
      const record = jobs.failed(transferId);
      if (!record) throw new ChatError("transfer-not-found", transferId);
      await jobs.again(await retried(client, record));
    },
    async finished(transferId) {
      await jobs.ended(transferId);
      const transfer = transferOf(client, transferId);
      if (transfer.status === "done") return transfer;
      const { code, detail } = transfer.error ?? { code: "file-gone", detail: transfer.name };
      throw new ChatError(code, detail);
    },
    resume() {
      const user = client.getState().me?.name;
      return jobs.adopt((record) => record.user === user && record.serverUrl === options.serverUrl);
    },
    async close() {
      await jobs.stopAll();
      await decisions.settled();
    }
  };
  return part;
}

// src/client/state/userTable.ts
var emptyUsers = Object.freeze(/* @__PURE__ */ Object.create(null));
var USERS_MAX = 5e4;
function withUsers(table, users) {
  const fresh = users.filter((user) => !isSame(table[user.name], user));
  if (fresh.length === 0) return table;
  const isFull = Object.keys(table).length > USERS_MAX;
  const next = Object.assign(/* @__PURE__ */ Object.create(null), isFull ? void 0 : table);
  for (const user of fresh) next[user.name] = user;
  return next;
}
var isSame = (known, user) => known !== void 0 && known.state === user.state && known.status === user.status && known.displayName === user.displayName && known.role === user.role;

// src/client/state/initialState.ts
var initialState = {
  connection: { status: "connecting" },
  limits: DEFAULT_LIMITS,
  onlineCount: 0,
  userByName: emptyUsers,
  roomById: {},
  invites: [],
  transferById: {},
  notices: []
};

// src/client/state/reducers.ts
var reducers_exports = {};
__export(reducers_exports, {
  connectionChanged: () => connectionChanged,
  cursorMoved: () => cursorMoved,
  entriesAppended: () => entriesAppended,
  entriesLoaded: () => entriesLoaded,
  entriesTrimmed: () => entriesTrimmed,
  inviteReceived: () => inviteReceived,
  membersLoaded: () => membersLoaded,
  messageFailed: () => messageFailed,
  messageRetried: () => messageRetried,
  messageSettled: () => messageSettled,
  messageWritten: () => messageWritten,
  noticeShown: () => noticeShown,
  olderFailed: () => olderFailed,
  olderRequested: () => olderRequested,
  presenceChanged: () => presenceChanged,
  roleChanged: () => roleChanged,
  roomClosed: () => roomClosed,
  roomEntered: () => roomEntered,
  roomOpened: () => roomOpened,
  selfChanged: () => selfChanged,
  sessionClosed: () => sessionClosed,
  sessionOpened: () => sessionOpened,
  transferAdded: () => transferAdded,
  transferChanged: () => transferChanged,
  transferRemoved: () => transferRemoved,
  usersMet: () => usersMet
});

// src/client/state/reducers/connection.ts
function connectionChanged(state, { connection }) {
  const isCut = state.connection.status === "online" && connection.status !== "online";
  return isCut ? { ...state, connection, roomById: withCuts(state.roomById) } : { ...state, connection };
}
var withCuts = (roomById) => Object.fromEntries(Object.entries(roomById).map(([roomId, one]) => [roomId, { ...one, cutSeq: one.countedSeq }]));

// src/client/state/reducers/session.ts
function sessionOpened(state, opened) {
  const isSamePerson = state.me?.name === opened.me.name;
  const known = isSamePerson ? state.roomById : {};
  const roomById = {};
  for (const room of opened.rooms) roomById[room.roomId] = placeRoom(known[room.roomId], room, state, opened.me.name);
  const { currentRoomId, lastRoomId, ...rest } = state;
  const current = isSamePerson && currentRoomId !== void 0 && currentRoomId in roomById ? currentRoomId : void 0;
  return {
    ...rest,
    me: opened.me,
    server: opened.server,
    limits: opened.limits,
    onlineCount: opened.onlineCount,
    invites: opened.invites,
    userByName: withUsers(isSamePerson ? state.userByName : initialState.userByName, [
      ...opened.rooms.flatMap((room) => room.partner ?? []),
      opened.me
    ]),
    roomById,
    ...current !== void 0 && { currentRoomId: current },
    ...currentRoomId !== void 0 && current === void 0 && lobbyIdOf(roomById),
    ...lastRoomId !== void 0 && lastRoomId in roomById && { lastRoomId }
  };
}
function sessionClosed(state) {
  const { connection, server, limits, notices, transferById } = state;
  return { ...initialState, connection, limits, notices, transferById, ...server !== void 0 && { server } };
}
function placeRoom(known, room, state, me) {
  if (known === void 0) return newRoomState(room);
  const isFresh = state.connection.status !== "online";
  const one = mergeRoom(known, room, { me, isFresh });
  return isFresh && state.currentRoomId === room.roomId && one.room.unread > 0 ? { ...one, newAfterSeq: one.room.readSeq } : one;
}

// src/client/state/reducers/entry.ts
function entriesAppended(state, { roomId, entries }) {
  return withRoom(state, roomId, (one) => append(one, entries, state.me?.name ?? ""));
}
function entriesLoaded(state, { roomId, place, entries, lastSeq }) {
  const me = state.me?.name ?? "";
  return withRoom(state, roomId, (before) => {
    const one = raiseLastSeq(before, lastSeq);
    if (place === "after") return append(one, entries, me);
    if (place === "before") return prepend(one, entries);
    return replace(one, entries, me);
  });
}
function olderRequested(state, { roomId }) {
  return withRoom(state, roomId, (one) => one.isLoadingOlder ? one : { ...one, isLoadingOlder: true });
}
function olderFailed(state, { roomId }) {
  return withRoom(state, roomId, (one) => one.isLoadingOlder ? { ...one, isLoadingOlder: false } : one);
}
function entriesTrimmed(state, { roomId, keep }) {
  return withRoom(state, roomId, (one) => {
    if (one.entries.length <= keep) return one;
    const entries = one.entries.slice(-keep);
    const firstSeq = entries[0]?.seq ?? 0;
    return { ...one, entries, asides: one.asides.filter((aside) => aside.afterSeq >= firstSeq - 1) };
  });
}
function append(before, entries, me) {
  const one = raiseLastSeq(before, entries.at(-1)?.seq ?? 0);
  const fresh = following(entries, heldSeq(one));
  if (fresh.length === 0) return one;
  const kept = one.isLoaded ? { ...one, entries: [...one.entries, ...fresh] } : one;
  return settle(countEntries(kept, fresh, me), fresh, me);
}
function prepend(one, entries) {
  const firstSeq = one.entries[0]?.seq;
  const done = one.isLoadingOlder ? { ...one, isLoadingOlder: false } : one;
  if (firstSeq === void 0) return done;
  const older = preceding(entries, firstSeq);
  return older.length === 0 ? done : { ...done, entries: [...older, ...one.entries] };
}
function replace(one, entries, me) {
  const page2 = preceding(entries, (entries.at(-1)?.seq ?? 0) + 1);
  const lastSeq = page2.at(-1)?.seq ?? 0;
  if (one.isLoaded && lastSeq <= heldSeq(one)) return one;
  const isCut = one.isLoaded && (page2[0]?.seq ?? 0) > heldSeq(one) + 1;
  const { memberNames, ...rest } = one;
  const next = {
    ...isCut || memberNames === void 0 ? rest : one,
    entries: page2,
    isLoaded: true,
    isLoadingOlder: false,
    room: { ...one.room, lastSeq: Math.max(one.room.lastSeq, lastSeq) }
  };
  return settle(countEntries(next, page2, me), page2, me);
}
function raiseLastSeq(one, lastSeq) {
  if (lastSeq <= one.room.lastSeq) return one;
  const room = { ...one.room, lastSeq };
  return { ...one, room };
}
function following(entries, seq) {
  const run = [];
  for (const entry of entries) {
    if (entry.seq === seq + run.length + 1) run.push(entry);
  }
  return run;
}
function preceding(entries, seq) {
  const run = [];
  for (const entry of entries.toReversed()) {
    if (entry.seq === seq - run.length - 1) run.push(entry);
  }
  return run.reverse();
}
function settle(one, fresh, me) {
  if (one.pending.length === 0) return one;
  const ids = new Set(fresh.filter((entry) => entry.sender === me).map((entry) => entry.id));
  const pending = one.pending.filter((message2) => !ids.has(message2.clientMsgId));
  return pending.length === one.pending.length ? one : { ...one, pending };
}

// src/client/state/reducers/room.ts
var INVITES_MAX = 200;
function roomOpened(state, { room }) {
  const known = state.roomById[room.roomId];
  if (known === void 0 && Object.keys(state.roomById).length >= FIXED_LIMITS.roomsPerUserMax) return state;
  const one = known === void 0 ? newRoomState(room) : mergeRoom(known, room, { me: state.me?.name ?? "", isFresh: false });
  return {
    ...state,
    roomById: { ...state.roomById, [room.roomId]: one },
    invites: state.invites.filter((invite) => invite.roomId !== room.roomId),
    ...room.partner !== void 0 && { userByName: withUsers(state.userByName, [room.partner]) }
  };
}
function roomClosed(state, { roomId }) {
  if (state.roomById[roomId] === void 0) return state;
  const { [roomId]: closed, ...roomById } = state.roomById;
  const { currentRoomId, lastRoomId, ...rest } = state;
  return {
    ...rest,
    roomById,
    ...currentRoomId !== void 0 && (currentRoomId === roomId ? lobbyIdOf(roomById) : { currentRoomId }),
    ...lastRoomId !== void 0 && lastRoomId !== closed?.room.roomId && { lastRoomId }
  };
}
function roomEntered(state, { roomId }) {
  const { currentRoomId } = state;
  if (currentRoomId === roomId || state.roomById[roomId] === void 0) return state;
  const left = currentRoomId === void 0 ? state : withRoom(state, currentRoomId, withoutNewLine);
  const entered = withRoom(
    left,
    roomId,
    (one) => one.room.unread > 0 ? { ...one, newAfterSeq: one.room.readSeq } : withoutNewLine(one)
  );
  return { ...entered, currentRoomId: roomId, ...currentRoomId !== void 0 && { lastRoomId: currentRoomId } };
}
function cursorMoved(state, { roomId, seq }) {
  return withRoom(state, roomId, (one) => moveCursor(one, seq, state.me?.name ?? ""));
}
function inviteReceived(state, invite) {
  const { roomId, roomName, by, sentAtMs } = invite;
  const others = state.invites.filter((other) => other.roomId !== roomId);
  return {
    ...state,
    invites: [...others.slice(-(INVITES_MAX - 1)), { roomId, roomName, by, sentAtMs }]
  };
}
function withoutNewLine(one) {
  if (one.newAfterSeq === void 0) return one;
  const { newAfterSeq: _gone, ...rest } = one;
  return rest;
}

// src/client/state/reducers/presence.ts
function membersLoaded(state, { roomId, members, total }) {
  const memberNames = [...new Set(members.map((member) => member.name))].sort();
  const met = usersMet(state, { users: members });
  return withRoom(met, roomId, (one) => ({
    ...one,
    memberNames,
    room: { ...one.room, memberCount: total }
  }));
}
function usersMet(state, { users }) {
  const userByName = withUsers(state.userByName, users);
  return userByName === state.userByName ? state : withPartners({ ...state, userByName }, users);
}
function selfChanged(state, { state: presence, status }) {
  if (state.me === void 0) return state;
  const me = { ...state.me, state: presence, status };
  return { ...state, me, userByName: withUsers(state.userByName, [me]) };
}
function roleChanged(state, { role }) {
  if (state.me === void 0) return state;
  const me = { ...state.me, role };
  return { ...state, me, userByName: withUsers(state.userByName, [me]) };
}
function presenceChanged(state, { changes, onlineCount, atMs }) {
  const users = changes.map((change) => ({ ...change, role: state.userByName[change.name]?.role ?? "member" }));
  const next = usersMet({ ...state, onlineCount }, { users });
  const self = users.find((user) => user.name === state.me?.name);
  const moves = changes.flatMap((change) => {
    const from = state.userByName[change.name]?.state;
    if (change.name === state.me?.name || from === change.state) return [];
    return { from, name: change.name, state: change.state, status: change.status };
  });
  const told = moves.length === 0 ? next : { ...next, roomById: tellRooms(next.roomById, moves, atMs) };
  return self === void 0 ? told : { ...told, me: self };
}
function tellRooms(rooms, moves, atMs) {
  const next = { ...rooms };
  for (const one of Object.values(rooms)) {
    let told = one;
    for (const { from, name, state, status } of moves) {
      if (!isShown(one, { from, name, state, status })) continue;
      told = addAside(told, { kind: "presence", afterSeq: one.room.lastSeq, atMs, name, state, status });
    }
    if (told !== one) next[one.room.roomId] = told;
  }
  return next;
}
function isShown({ room, memberNames }, { from, name, state }) {
  if (room.kind === "direct") return room.name === name;
  if (state === "away" || from === "away") {
    if (state !== "offline") return false;
  }
  if (room.kind === "public" && room.name === "lobby") return true;
  return memberNames !== void 0 && hasName(memberNames, name);
}
function withPartners(state, users) {
  let roomById;
  for (const one of Object.values(state.roomById)) {
    const { partner } = one.room;
    if (partner === void 0) continue;
    const met = users.find((user) => user.name === partner.name);
    if (met === void 0) continue;
    roomById ??= { ...state.roomById };
    roomById[one.room.roomId] = { ...one, room: { ...one.room, partner: met } };
  }
  return roomById === void 0 ? state : { ...state, roomById };
}

// src/client/state/reducers/message.ts
function messageWritten(state, { roomId, message: message2 }) {
  return withRoom(state, roomId, (one) => {
    if (isInLog(one, message2.clientMsgId)) return one;
    return { ...one, pending: [...without(one.pending, message2.clientMsgId), message2] };
  });
}
function messageFailed(state, { roomId, clientMsgId, error }) {
  return withRoom(
    state,
    roomId,
    (one) => withMessage(one, clientMsgId, (message2) => ({ ...message2, status: "failed", error }))
  );
}
function messageRetried(state, { roomId, clientMsgId }) {
  return withRoom(state, roomId, (one) => {
    const message2 = one.pending.find((pending) => pending.clientMsgId === clientMsgId);
    if (message2 === void 0) return one;
    const { error: _gone, ...rest } = message2;
    return { ...one, pending: [...without(one.pending, clientMsgId), { ...rest, status: "sending" }] };
  });
}
function messageSettled(state, { roomId, clientMsgId }) {
  return withRoom(state, roomId, (one) => {
    const pending = without(one.pending, clientMsgId);
    return pending.length === one.pending.length ? one : { ...one, pending };
  });
}
var without = (pending, clientMsgId) => pending.filter((message2) => message2.clientMsgId !== clientMsgId);
function withMessage(one, clientMsgId, step) {
  if (!one.pending.some((message2) => message2.clientMsgId === clientMsgId)) return one;
  return {
    ...one,
    pending: one.pending.map((message2) => message2.clientMsgId === clientMsgId ? step(message2) : message2)
  };
}
var isInLog = (one, id) => one.entries.some((entry) => entry.id === id);

// src/client/state/reducers/transfer.ts
var transferAdded = (state, { transfer }) => ({
  ...state,
  transferById: { ...state.transferById, [transfer.transferId]: transfer }
});
function transferChanged(state, { transferId, change }) {
  const transfer = state.transferById[transferId];
  if (transfer === void 0) return state;
  return { ...state, transferById: { ...state.transferById, [transferId]: { ...transfer, ...change } } };
}
function transferRemoved(state, { transferId }) {
  if (state.transferById[transferId] === void 0) return state;
  const { [transferId]: _, ...transferById } = state.transferById;
  return { ...state, transferById };
}

// src/client/state/reducers/notice.ts
var NOTICES_MAX = 200;
function noticeShown(state, { level, text: text3, atMs, roomId }) {
  const noticeId = (state.notices.at(-1)?.noticeId ?? 0) + 1;
  const next = { ...state, notices: [...state.notices.slice(-(NOTICES_MAX - 1)), { noticeId, atMs, level, text: text3 }] };
  if (roomId === void 0) return next;
  return withRoom(next, roomId, (one) => addAside(one, { kind: "notice", afterSeq: one.room.lastSeq, atMs, level, text: text3 }));
}

// src/client/state/reduce.ts
var TABLE = reducers_exports;
function reduce(state, change) {
  const reducer = TABLE[change.type];
  return reducer(state, change);
}

// src/client/core/stateStore.ts
function openStore() {
  let state = initialState;
  const listeners = /* @__PURE__ */ new Set();
  const parts = /* @__PURE__ */ new Set();
  const unseen = [];
  let isShowing = false;
  let isScheduled = false;
  const showParts = () => {
    if (isShowing) return;
    isShowing = true;
    try {
      for (let next = unseen.shift(); next !== void 0; next = unseen.shift()) {
        for (const part of parts) part.onChange?.(next.change, next.before);
      }
    } finally {
      isShowing = false;
    }
  };
  const tellListeners = () => {
    isScheduled = false;
    for (const listener of listeners) listener();
  };
  return {
    getState: () => state,
    dispatch(change) {
      const before = state;
      state = reduce(before, change);
      if (state !== before && !isScheduled) {
        isScheduled = true;
        queueMicrotask(tellListeners);
      }
      unseen.push({ change, before });
      showParts();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    addPart(part) {
      parts.add(part);
      return () => void parts.delete(part);
    },
    eachPart(step) {
      for (const part of parts) step(part);
    },
    close() {
      listeners.clear();
      parts.clear();
    }
  };
}

// src/client/client.ts
function openClient(options) {
  const store = openStore();
  const notify = (level, text3, roomId) => store.dispatch({ type: "noticeShown", level, text: text3, atMs: options.now(), ...roomId !== void 0 && { roomId } });
  let refusedAtMs = Number.NEGATIVE_INFINITY;
  const line = openConnection(
    {
      ...options,
      programVersion: options.programVersion ?? "0.0.0"
    },
    {
      onStatus: (connection) => store.dispatch({ type: "connectionChanged", connection }),
      onConnected: () => store.eachPart((part) => part.onConnected?.()),
      onEvent(event) {
        const change = toChange(event, options.now());
        if (change !== void 0) store.dispatch(change);
      },
      onRefused(what) {
        if (options.now() - refusedAtMs < REFUSED_NOTICE_MS) return;
        refusedAtMs = options.now();
        notify("warning", sentenceOf("bad-answer", what));
      }
    }
  );
  const parts = {};
  const client = {
    options,
    line,
    parts,
    getState: () => store.getState(),
    subscribe: (listener) => store.subscribe(listener),
    dispatch: (change) => store.dispatch(change),
    request: (name, params) => line.request(name, params),
    getToken: () => line.getToken(),
    addPart: (part) => store.addPart(part),
    notify,
    async close() {
      await Promise.allSettled(Object.values(parts).map(async (part) => part.close?.()));
      line.close();
      store.close();
    }
  };
  for (const [name, start] of Object.entries(parts_exports)) {
    const part = start(client);
    parts[name] = part;
    store.addPart(part);
  }
  return client;
}
var REFUSED_NOTICE_MS = 6e4;
function toChange(event, atMs) {
  if (event.type === "sessionEnded") return void 0;
  if (event.type === "presenceChanged") return { type: event.type, ...event.payload, atMs };
  return { type: event.type, ...event.payload };
}

// src/shared/text/graphemes.ts
var UNJOINED = /^[\n\u001B -\u02FF\u0370-\u0373\u0376-\u0482\u048A-\u052F\u2010-\u2027\u2190-\u25FF\u3041-\u3096\u30A1-\u30FA\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF60\uFFFD]*$/;
var { Segmenter } = Intl;
var segmenter;
function segmentsOf(text3) {
  if (UNJOINED.test(text3)) return new UnjoinedSegments(text3);
  segmenter ??= new Segmenter(void 0, { granularity: "grapheme" });
  return segmenter.segment(text3);
}
var UnjoinedSegments = class {
  #input;
  constructor(input) {
    this.#input = input;
  }
  *[Symbol.iterator]() {
    const input = this.#input;
    for (let index = 0; index < input.length; index++) yield { segment: input.charAt(index), index, input };
    return void 0;
  }
  containing(codeUnitIndex = 0) {
    const index = Math.trunc(codeUnitIndex);
    const segment = this.#input.charAt(index);
    return segment === "" ? void 0 : { segment, index, input: this.#input };
  }
};

// src/shared/text/text.ts
var PLAIN_BLOCK = /^[\n -~]*$/;
var kinds = new Uint8Array(1114112);
function countGraphemes(text3, stopAfter = Number.POSITIVE_INFINITY) {
  if (PLAIN_BLOCK.test(text3)) return Math.min(text3.length, stopAfter + 1);
  if (Number.isFinite(stopAfter) && text3.length <= stopAfter) return text3.length;
  const counted = segmentsOf(text3)[Symbol.iterator]();
  let count3 = 0;
  while (count3 <= stopAfter && counted.next().done !== true) count3++;
  return count3;
}
var SEEN = /[^\s\p{Z}\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;
var isBlank = (text3) => !SEEN.test(text3);

// src/client/actions/messages/message.ts
function checkText(text3, limits) {
  if (isBlank(text3)) throw new ChatError("message-empty");
  const graphemesMax = limits.messageGraphemesMax;
  if (countGraphemes(text3, graphemesMax) > graphemesMax) {
    const counted = text3.length <= COUNTED_EXACTLY_MAX ? grouped(countGraphemes(text3)) : `more than ${grouped(graphemesMax)}`;
    throw new ChatError("message-too-long", `${counted} of ${grouped(graphemesMax)} characters`);
  }
  const bytes = Buffer.byteLength(text3);
  if (bytes > limits.messageBytesMax) {
    throw new ChatError("message-too-long", `${grouped(bytes)} of ${grouped(limits.messageBytesMax)} bytes`);
  }
}
var COUNTED_EXACTLY_MAX = 2e5;
var grouped = (count3) => count3.toLocaleString("en-US");
var sendText = (client, roomId, text3) => write(client, roomId, { kind: "message", text: text3 });
async function write(client, roomId, message2) {
  checkText(message2.text, client.getState().limits);
  return client.parts.outgoing.write(roomId, message2);
}

// src/client/actions/room.ts
function enterRoom(client, roomId) {
  client.dispatch({ type: "roomEntered", roomId });
}

// src/client/actions/session.ts
function register(client, account) {
  return signIn(client, () => client.request("accountRegister", { ...account, ...deviceOf(client) }));
}
var deviceOf = (client) => ({
  deviceName: client.options.deviceName.slice(0, FIXED_LIMITS.deviceNameLengthMax)
});
async function signIn(client, ask2) {
  if (client.getToken() !== void 0 || client.getState().connection.status === "ended")
    client.line.connectAs(void 0);
  await untilStatus(client, "anonymous");
  const grant = await ask2();
  client.line.connectAs(grant.token);
  await untilStatus(client, "online");
  return grant;
}
export {
  enterRoom,
  openClient,
  register,
  sendText,
  until,
  untilStatus
};
