var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/server/server.ts
import { createServer } from "node:http";

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
function toWireError(error, incident) {
  if (!(error instanceof ChatError)) return { code: "internal", detail: incident };
  return error.detail === "" ? { code: error.code } : { code: error.code, detail: error.detail };
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

// src/shared/address.ts
var JOIN_PATH = "/join";
var joinLinkOf = ({ serverUrl, inviteCode }) => inviteCode === void 0 ? `${serverUrl}${JOIN_PATH}` : `${serverUrl}${JOIN_PATH}#${inviteCode}`;
var urlOf = (host, port) => `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

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
var textOf = (entry) => "text" in entry ? entry.text : "";
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
var HEALTH_PATH = "/health";
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
var isRequestName = (name) => Object.hasOwn(REQUESTS, name);

// src/server/door/limiter.ts
var SWEEP_AT = 1e4;
var DROP_AT = 64;
function createLimiter(limit2, monotonicMs) {
  const perMs = limit2.perSeconds * 1e3;
  const windows = /* @__PURE__ */ new Map();
  let sweepAt = SWEEP_AT;
  function sweep(nowMs) {
    for (const [key, { timesMs }] of windows) if (nowMs - (timesMs.at(-1) ?? 0) >= perMs) windows.delete(key);
    sweepAt = Math.max(SWEEP_AT, windows.size * 2);
  }
  function begin(key, nowMs) {
    if (windows.size >= sweepAt) sweep(nowMs);
    windows.set(key, { timesMs: [nowMs], start: 0 });
  }
  return {
    take(key) {
      const nowMs = monotonicMs();
      const window = windows.get(key);
      if (window === void 0) {
        begin(key, nowMs);
        return 0;
      }
      const { timesMs } = window;
      while (window.start < timesMs.length && nowMs - (timesMs[window.start] ?? 0) >= perMs) window.start++;
      if (window.start >= DROP_AT && window.start * 2 >= timesMs.length) {
        timesMs.splice(0, window.start);
        window.start = 0;
      }
      if (timesMs.length - window.start >= limit2.count) {
        return Math.ceil(((timesMs[window.start] ?? 0) + perMs - nowMs) / 1e3);
      }
      timesMs.push(nowMs);
      return 0;
    }
  };
}

// src/server/door/admission.ts
var WAIT_MS_MAX = 6e4;
function openAdmission(perSecondMax, monotonicMs) {
  if (perSecondMax === 0) return { take: () => 0 };
  const places = createLimiter({ count: perSecondMax, perSeconds: 1 }, monotonicMs);
  let lastTurnMs = 0;
  return {
    take() {
      if (places.take("") === 0) return 0;
      const nowMs = monotonicMs();
      lastTurnMs = Math.min(Math.max(lastTurnMs, nowMs) + 1e3 / perSecondMax, nowMs + WAIT_MS_MAX);
      return Math.ceil((lastTurnMs - nowMs) / 1e3);
    }
  };
}

// src/server/hub/connections.ts
function openConnections(spread) {
  const byUser = /* @__PURE__ */ new Map();
  return {
    spread,
    of: (userId) => [...byUser.get(userId) ?? []],
    *all() {
      for (const connections of byUser.values()) yield* connections;
    },
    add(connection) {
      if (connection.account === void 0) return;
      const { userId } = connection.account;
      const connections = byUser.get(userId);
      if (connections === void 0) byUser.set(userId, /* @__PURE__ */ new Set([connection]));
      else connections.add(connection);
    },
    remove(connection) {
      if (connection.account === void 0) return;
      const { userId } = connection.account;
      const connections = byUser.get(userId);
      connections?.delete(connection);
      if (connections?.size === 0) byUser.delete(userId);
    },
    tell(userId, name, payload) {
      for (const connection of byUser.get(userId) ?? []) if (connection.isOpen) connection.tell(name, payload);
    }
  };
}
var hostPortOf = ({ address, port }) => address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

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
var MARK = "\uFFFD";
var DOTTED_CIRCLE = "\u25CC";
var COMBINING_MAX = 8;
var CLUSTER_MAX = 12;
var TAB = "    ";
var PLAIN = /^[ -~]*$/;
var PLAIN_BLOCK = /^[\n -~]*$/;
var FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\uFFF9-\uFFFC]/u;
var COMBINING = /\p{M}/u;
var EMOJI = /\p{Emoji}/u;
var PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]/u;
var JOINING_LETTER = /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mong}\p{sc=Nkoo}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;
var KIND = { unknown: 0, plain: 1, combining: 2, forbidden: 3 };
var kinds = new Uint8Array(1114112);
function kindOf(code) {
  const known = kinds[code];
  if (known !== void 0 && known !== KIND.unknown) return known;
  const character = String.fromCodePoint(code);
  const kind2 = FORBIDDEN.test(character) ? KIND.forbidden : COMBINING.test(character) ? KIND.combining : KIND.plain;
  kinds[code] = kind2;
  return kind2;
}
function display(text3, shape) {
  const safe = (shape === "line" ? PLAIN : PLAIN_BLOCK).test(text3) ? text3 : cutClusters(replaceForbidden(text3, shape));
  return shape === "line" ? safe.trim() : safe;
}
function replaceForbidden(text3, shape) {
  let safe = "";
  let before = "";
  let combining = 0;
  for (let at = 0; at < text3.length; ) {
    const code = text3.codePointAt(at) ?? 0;
    const kind2 = kindOf(code);
    const character = String.fromCodePoint(code);
    const end = at + character.length;
    if (kind2 === KIND.combining) {
      combining++;
      if (combining <= COMBINING_MAX) safe += canCarry(before) ? character : DOTTED_CIRCLE + character;
      else if (combining === COMBINING_MAX + 1) safe += MARK;
      before = character;
      at = end;
      continue;
    }
    if (kind2 === KIND.plain) {
      const flagEnd = code === 127988 ? endOfTags(text3, end) : end;
      safe += text3.slice(at, flagEnd);
      at = flagEnd;
    } else {
      safe += isJoinedHere(code, before, text3.codePointAt(end)) ? character : visibleMark(code, shape);
      at = end;
    }
    if (code !== 8205 && code !== 8204 && code !== 65039) combining = 0;
    before = character;
  }
  return safe;
}
function cutClusters(text3) {
  if (text3.length <= CLUSTER_MAX || UNJOINED.test(text3)) return text3;
  let cut = "";
  for (const { segment } of segmentsOf(text3)) {
    const pieces = segment.length <= CLUSTER_MAX ? [] : Array.from(segment);
    const kept = () => replaceForbidden(pieces.slice(0, CLUSTER_MAX).join(""), "block");
    cut += pieces.length <= CLUSTER_MAX ? segment : kept() + MARK;
  }
  return cut;
}
var canCarry = (before) => before !== "" && before !== " " && before !== "\n" && before !== "	";
function endOfTags(text3, from) {
  const tags = /^[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{2,6}\u{E007F}/u.exec(text3.slice(from, from + 14));
  return tags === null ? from : from + tags[0].length;
}
function isJoinedHere(code, before, next) {
  if (before === "") return false;
  if (code === 65039 || code === 65038) return EMOJI.test(before);
  if (code !== 8205 && code !== 8204) return false;
  if (next === void 0) return false;
  const after = String.fromCodePoint(next);
  if (code === 8205 && PICTURE.test(before) && PICTURE.test(after)) return true;
  return JOINING_LETTER.test(before) && JOINING_LETTER.test(after);
}
function visibleMark(code, shape) {
  if (code === 10) return shape === "block" ? "\n" : " ";
  if (code === 9) return TAB;
  if (code < 32) return String.fromCodePoint(9216 + code);
  return code === 127 ? "\u2421" : MARK;
}
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

// src/server/console/consoleCommands.ts
var consoleCommands_exports = {};
__export(consoleCommands_exports, {
  admin: () => admin,
  kick: () => kick2,
  log: () => log,
  member: () => member,
  rooms: () => rooms,
  say: () => say,
  stop: () => stop,
  users: () => users
});

// src/server/store.ts
var LOBBY = { roomId: 1, name: "lobby" };
var SERVER_SENDER = { userId: 0, name: "server" };

// src/server/hub/moderation.ts
var RANK = { member: 0, admin: 1, owner: 2 };
function requireRankAbove(role, other) {
  if (RANK[role] <= RANK[other]) throw new ChatError("not-allowed");
}
async function changeRole(server, name, role) {
  const { store, connections, log: log2 } = server;
  const account = await store.accountFind(name);
  if (account === void 0) throw new ChatError("user-not-found", name);
  if (account.role === "owner") throw new ChatError("owner-stays", name);
  await store.roleSet(account.userId, role);
  log2.info({ name, role }, "role changed");
  for (const connection of connections.of(account.userId)) {
    if (connection.account !== void 0) connection.account = { ...connection.account, role };
  }
  connections.tell(account.userId, "roleChanged", { role });
}
async function kick(server, { by, name, reason }) {
  const { store, connections, log: log2 } = server;
  const account = await store.accountFind(name);
  if (account === void 0) throw new ChatError("user-not-found", name);
  await store.entryAppend({
    roomId: LOBBY.roomId,
    userId: by.userId,
    body: { kind: "kicked", id: server.newId(), target: name, text: reason },
    atMs: server.now()
  });
  log2.info({ by: by.name, name }, "kick");
  const detail = reason === "" ? by.name : `${by.name} (${reason})`;
  for (const connection of connections.of(account.userId)) connection.end("kicked", detail);
}

// src/server/console/consoleCommands/kick.ts
var USAGE = "@NAME [why]";
var kick2 = {
  name: "kick",
  aliases: ["kill"],
  usage: USAGE,
  summary: "disconnect a person; they may log in again",
  async run(server, rest) {
    const [, name, why = ""] = /^@?(\S+)(?:\s+(.*))?$/s.exec(rest) ?? [];
    if (name === void 0) throw new ChatError("command-usage", `kick ${USAGE}`);
    await kick(server, {
      by: SERVER_SENDER,
      name,
      reason: why.slice(0, FIXED_LIMITS.reasonLengthMax).toWellFormed()
    });
    return [`@${name} was disconnected.`];
  }
};

// src/server/door/sessions.ts
import { createHash } from "node:crypto";

// src/server/door/network.ts
function networkOf(address) {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === void 0 || tail === "" ? [] : tail.split(":");
  const gap = tail === void 0 ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: gap }, () => "0"), ...after];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

// src/server/storable.ts
var storable = (text3) => text3.toWellFormed().replaceAll("\0", "\uFFFD");

// src/server/door/sessions.ts
var tokenHashOf = (token) => Buffer.from(createHash("sha256").update(token).digest());
function recordLogin(server, { address, port }, attempt) {
  const { isSuccess, method } = attempt;
  if (!isSuccess && !server.refusals.take(address)) return;
  const name = storable(attempt.name.slice(0, 64));
  const isEnd2 = method === "logout" || method === "disconnect";
  server.log.info({ name, address, port, isSuccess, method }, isEnd2 ? "login ended" : "login");
  server.store.loginRecord({ name, address, port, atMs: server.now(), isSuccess, method }).catch((error) => server.log.error({ error }, "a login could not be recorded"));
}
var COUNT_SHOWN_MAX = 999999;
async function recordCounted({ refusals, store, log: log2, now }) {
  const rows = [...refusals.drain()].map(async ([address, count3]) => {
    const method = `and ${Math.min(count3, COUNT_SHOWN_MAX)} more`;
    log2.info({ address, isSuccess: false, method }, "login");
    await store.loginRecord({ name: "", address, port: 0, atMs: now(), isSuccess: false, method });
  });
  await Promise.all(rows).catch((error) => log2.error({ error }, "refused logins could not be recorded"));
}
function requirePlace(server, account) {
  const max = FIXED_LIMITS.connectionsPerUserMax;
  if (server.connections.of(account.userId).length >= max) throw new ChatError("too-many-connections", String(max));
}
function requireAddressTry(server, address) {
  const waitSeconds = server.addressTries.take(networkOf(address));
  if (waitSeconds > 0) throw new ChatError("too-many-requests", String(waitSeconds));
}
function requireAdmission({ admission, comings }, { userId }) {
  const ownSeconds = comings.take(userId);
  if (ownSeconds > 0) throw new ChatError("too-many-requests", String(ownSeconds));
  const waitSeconds = admission.take();
  if (waitSeconds > 0) throw new ChatError("admission-delayed", String(waitSeconds));
}
async function guarded({ guesses, connection }, name, check) {
  const key = connection.account?.name === name ? connection.account.userId : name;
  const waitSeconds = guesses.take(key);
  if (waitSeconds > 0) throw new ChatError("login-delayed", String(waitSeconds));
  try {
    const checked = await check();
    guesses.right(key);
    return checked;
  } catch (error) {
    if (error instanceof ChatError && error.code === "login-failed") guesses.wrong(key);
    throw error;
  }
}
async function grantSession(context, { account, deviceName: deviceName2 = "", isStillRight }) {
  const { connection, store, connections } = context;
  const token = context.newToken();
  const tokenHash = tokenHashOf(token);
  const atMs = context.now();
  await store.sessionCreate({
    tokenHash,
    userId: account.userId,
    deviceName: storable(deviceName2),
    createdAtMs: atMs,
    lastUsedAtMs: atMs
  });
  if (isStillRight !== void 0 && !await isStillRight()) {
    await store.sessionDelete(tokenHash);
    throw new ChatError("login-failed");
  }
  if (connection.account === void 0) {
    connection.account = account;
    connection.tokenHash = tokenHash;
    connections.add(connection);
  }
  return { token, name: account.name };
}
function endConnections({ connections }, userId, isMeant) {
  for (const connection of connections.of(userId)) {
    if (isMeant(connection.tokenHash ?? new Uint8Array())) connection.end("logged-out");
  }
}
var isSameToken = (one, other) => Buffer.compare(one, other) === 0;

// src/server/console/consoleCommands/log.ts
var USAGE2 = "[how many]";
var SHOWN = 20;
var log = {
  name: "log",
  aliases: [],
  usage: USAGE2,
  summary: "the latest logins, newest last",
  async run(server, rest) {
    const limit2 = rest === "" ? SHOWN : Number(rest);
    if (!Number.isInteger(limit2) || limit2 < 1) throw new ChatError("command-usage", `log ${USAGE2}`);
    await recordCounted(server);
    const records = await server.store.loginList({ limit: Math.min(limit2, FIXED_LIMITS.pageSizeMax) });
    return records.toReversed().map((record) => {
      const time = new Date(record.atMs).toISOString();
      const name = record.name === "" ? "(unknown)" : `@${record.name}`;
      return `${time}  ${record.isSuccess ? "ok    " : "FAILED"}  ${record.method.padEnd(10)}  ${name}  ${hostPortOf(record)}`;
    });
  }
};

// src/server/console/consoleCommands/nameIn.ts
function nameIn(rest, command) {
  const [, name] = /^@?(\S+)$/.exec(rest) ?? [];
  if (name === void 0) throw new ChatError("command-usage", `${command} @NAME`);
  return name;
}

// src/server/console/consoleCommands/roles.ts
var toCommand = (role, summary) => ({
  name: role,
  aliases: [],
  usage: "@NAME",
  summary,
  async run(server, rest) {
    const name = nameIn(rest, role);
    await changeRole(server, name, role);
    return [`@${name} is ${role === "admin" ? "an" : "a"} ${role} now.`];
  }
});
var admin = toCommand("admin", "make a person an admin");
var member = toCommand("member", "make an admin a member again");

// src/server/console/consoleCommands/rooms.ts
var SHOWN2 = 1e3;
var rooms = {
  name: "rooms",
  aliases: [],
  usage: "",
  summary: "the public rooms and how many are in them",
  async run({ store }) {
    const list = await store.roomList({ userId: SERVER_SENDER.userId, limit: SHOWN2 });
    return list.map(({ name, memberCount, topic }) => `#${name}  ${memberCount}  ${topic}`.trimEnd());
  }
};

// src/server/console/consoleCommands/say.ts
var USAGE3 = "TEXT";
var say = {
  name: "say",
  aliases: [],
  usage: USAGE3,
  summary: "a message of the server to #lobby",
  async run({ store, newId, now }, rest) {
    if (rest === "") throw new ChatError("command-usage", `say ${USAGE3}`);
    await store.entryAppend({
      roomId: LOBBY.roomId,
      userId: SERVER_SENDER.userId,
      body: { kind: "message", id: newId(), text: rest.toWellFormed() },
      atMs: now()
    });
    return [];
  }
};

// src/server/console/consoleCommands/stop.ts
var stop = {
  name: "stop",
  aliases: ["quit", "exit"],
  usage: "",
  summary: "tell everybody and stop the server",
  async run({ life }) {
    life.stop();
    return ["The server is closing."];
  }
};

// src/server/console/consoleCommands/users.ts
var users = {
  name: "users",
  aliases: ["who"],
  usage: "",
  summary: "who is connected, and from where",
  async run({ connections, presence }) {
    const byName = /* @__PURE__ */ new Map();
    for (const connection of connections.all()) {
      const name = connection.account?.name ?? "";
      byName.set(name, [...byName.get(name) ?? [], connection]);
    }
    const lines = [...byName].toSorted(([one], [other]) => one < other ? -1 : 1).map(([name, devices]) => `@${name}  ${devices.map(hostPortOf).join(", ")}`);
    return [...lines, `${presence.onlineCount()} online`];
  }
};

// src/server/console/console.ts
var COMMANDS = Object.values(consoleCommands_exports);
var help = () => [
  ...COMMANDS.map(({ name, usage, summary }) => `${`${name} ${usage}`.padEnd(20)} ${summary}`),
  `${"help".padEnd(20)} this list`
];
async function runConsoleLine(server, line) {
  const [, name = "", rest = ""] = /^[#/]?(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  if (name === "") return [];
  const lines = await run(server, name.toLowerCase(), rest.trim());
  return lines.map((one) => display(one, "line"));
}
async function run(server, name, rest) {
  if (name === "help" || name === "?") return help();
  const command = COMMANDS.find((one) => one.name === name || one.aliases.includes(name));
  if (command === void 0) return [`There is no command ${name}. Use help to see them all.`];
  try {
    return await command.run(server, rest);
  } catch (error) {
    if (error instanceof ChatError) return [error.message];
    server.log.error({ error, command: command.name }, "a console command failed");
    return ["The command failed; the log says more."];
  }
}

// src/server/door/accountNames.ts
var RESERVED = /* @__PURE__ */ new Set([
  SERVER_SENDER.name,
  ..."admin administrator root system sysop operator owner moderator mod staff support security official".split(" "),
  ..."everyone everybody here all channel room lobby online nobody anonymous someone unknown null undefined".split(" "),
  ..."me you self chat chat-tui chattui bot notice help info".split(" ")
]);
function checkAccountName(name) {
  if (!NAME_PATTERN.test(name)) throw new ChatError("name-invalid");
  if (RESERVED.has(name) || RESERVED.has(name.replaceAll(/[._-]/g, ""))) throw new ChatError("name-reserved", name);
}

// src/server/door/displayNames.ts
var ALIKE = Object.fromEntries(
  [
    ["\u0430\u0435\u043E\u0440\u0441\u0443\u0445\u043A\u043C\u0442\u0432\u043D\u0456\u0458\u0455\u0501\u051B\u051D\u04CF", "aeopcyxkmtbhijsdqwl"],
    ["\u03B1\u03BF\u03C1\u03BD\u03C5\u03B9\u03BA\u03C4\u03B7\u03B5\u03C7\u03B2", "aopvuiktnexb"],
    ["\u0251\u026101i|!", "agollll"]
  ].flatMap(([from = "", to = ""]) => Array.from(from, (letter, at) => [letter, to[at] ?? letter]))
);
var UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{P}]/gu;
function skeletonOf(name) {
  const plain = name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC").replaceAll(UNSEEN, "");
  const letters = Array.from(plain, (letter) => ALIKE[letter] ?? letter).map((letter) => ALIKE[letter] ?? letter);
  return letters.join("").replaceAll("rn", "m").replaceAll("vv", "w");
}
var PAGE = 1e3;
function openDisplayNames(store) {
  let loading;
  async function load() {
    const taken = new Set([...RESERVED].map(skeletonOf));
    for (let afterName = ""; ; ) {
      const accounts = await store.accountList({ afterName, limit: PAGE });
      for (const { name, displayName } of accounts) taken.add(skeletonOf(name)).add(skeletonOf(displayName));
      const last = accounts.at(-1);
      if (last === void 0) return taken;
      afterName = last.name;
    }
  }
  return {
    async claim({ name, displayName }) {
      if (displayName === "" && loading === void 0) return { release: () => void 0 };
      const taken = await (loading ??= load());
      if (displayName !== "" && taken.has(skeletonOf(displayName)))
        throw new ChatError("display-name-taken", displayName);
      const own = [name, displayName].map(skeletonOf).filter((skeleton) => !taken.has(skeleton));
      for (const skeleton of own) taken.add(skeleton);
      return {
        release() {
          for (const skeleton of own) taken.delete(skeleton);
        }
      };
    }
  };
}

// src/server/files/routes.ts
import { randomBytes } from "node:crypto";

// src/server/files/answer.ts
var STATUS_BY_CODE = {
  "bad-request": 400,
  "not-signed-in": 401,
  "session-expired": 401,
  "not-allowed": 403,
  "file-not-found": 404,
  "file-gone": 410,
  "file-too-large": 413,
  "too-many-requests": 429,
  "storage-full": 507,
  "quota-full": 507,
  busy: 503,
  "server-closing": 503
};
var DISCARD_MS = 2e3;
function statusOf(code) {
  return STATUS_BY_CODE[code] ?? 500;
}
function answer(req, res, status, body2) {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const text3 = JSON.stringify(body2);
  if (!req.complete) {
    res.setHeader("Connection", "close");
    req.resume();
    req.setTimeout(DISCARD_MS, () => req.destroy());
  }
  res.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text3),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store"
  });
  res.end(req.method === "HEAD" ? void 0 : text3);
}
function answerError(req, res, error, incident) {
  const wire = toWireError(error, incident);
  answer(req, res, statusOf(wire.code), { error: wire });
}

// src/server/files/cleaner.ts
import { createHash as createHash2 } from "node:crypto";
var DAY_MS = 24 * 60 * 60 * 1e3;
var ABANDONED_AFTER_MS = 14 * DAY_MS;
var ORPHAN_AFTER_MS = DAY_MS;
var entryIdOf = (fileId) => createHash2("sha256").update(`abandoned:${fileId}`).digest("base64url").slice(0, 22);
async function clean({ store, disk, now }) {
  for (const { fileId, changedAtMs, sizeBytes } of await disk.list()) {
    const file2 = await store.fileFindAny(fileId);
    const ageMs = now() - Math.max(changedAtMs, file2?.offeredAtMs ?? 0);
    if (!file2) {
      if (ageMs > ORPHAN_AFTER_MS) await disk.remove(fileId);
    } else if (file2.state === "cancelled") {
      await disk.remove(fileId);
    } else if (file2.state === "uploading" && sizeBytes < file2.sizeBytes && ageMs > ABANDONED_AFTER_MS) {
      const sender = await store.accountFind(file2.senderName);
      if (!sender) continue;
      const change = { fileId, userId: sender.userId, state: "cancelled", entryId: entryIdOf(fileId) };
      await store.fileSettle({ ...change, atMs: now() });
      await disk.remove(fileId);
    }
  }
}

// src/server/files/disk.ts
import { constants, statfsSync, statSync as statSync2 } from "node:fs";
import { open, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";

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

// src/server/files/disk.ts
var SPARE_BYTES = 256 * 1024 * 1024;
var SPARE_SHARE = 20;
var FILE_ID = /^[A-Za-z0-9_-]{22}$/;
var isFileId = (text3) => FILE_ID.test(text3);
var ifAbsent = (error) => {
  if (error.code !== "ENOENT") throw error;
};
function openDisk(dataDir) {
  const folder = join(dataDir, "files");
  let isMade = false;
  const ready = () => {
    if (!isMade) makeFolder(folder);
    isMade = true;
  };
  const pathOf2 = (fileId) => {
    if (!isFileId(fileId)) throw new Error("not a file id");
    return join(folder, fileId);
  };
  const statOf = (fileId) => statSync2(pathOf2(fileId), { throwIfNoEntry: false });
  const openFile2 = async (fileId) => {
    ready();
    return open(pathOf2(fileId), constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 384);
  };
  return {
    sizeOf: (fileId) => statOf(fileId)?.size ?? 0,
    exists: (fileId) => statOf(fileId) !== void 0,
    open: openFile2,
    async remove(fileId) {
      await unlink(pathOf2(fileId)).catch(ifAbsent);
    },
    async list() {
      ready();
      const ids = (await readdir(folder)).filter(isFileId);
      const found = await Promise.all(
        ids.map(async (fileId) => ({ fileId, stats: await stat(pathOf2(fileId)).catch(ifAbsent) }))
      );
      return found.flatMap(
        ({ fileId, stats }) => stats ? [{ fileId, changedAtMs: stats.mtimeMs, sizeBytes: stats.size }] : []
      );
    },
    async freeBytes() {
      ready();
      const { bavail, blocks, bsize } = statfsSync(folder);
      return bavail * bsize - Math.min(SPARE_BYTES, blocks * bsize / SPARE_SHARE);
    }
  };
}

// src/server/files/download.ts
import { once } from "node:events";

// src/server/files/range.ts
function readRange(header, sizeBytes) {
  const whole = { start: 0, end: sizeBytes, isPartial: false };
  const found = header === void 0 ? null : /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  const [, first = "", last = ""] = found ?? [];
  if (!found || first === "" && last === "") return whole;
  if (first === "") {
    const count3 = Math.min(Number(last), sizeBytes);
    if (count3 === 0) throw new ChatError("bad-request", "range");
    return { start: sizeBytes - count3, end: sizeBytes, isPartial: true };
  }
  const start = Number(first);
  const end = last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  if (last !== "" && Number(last) < start) return whole;
  if (start >= sizeBytes) throw new ChatError("bad-request", "range");
  return { start, end, isPartial: true };
}

// src/server/files/download.ts
function dispositionOf(name) {
  const plain = name.replaceAll(/[^\w.()+ -]/g, "_").slice(0, 100);
  const whole = encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, "\uFFFD")).replaceAll(
    /['()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
function writeHead(res, file2, range) {
  if (range.isPartial) res.setHeader("Content-Range", `bytes ${range.start}-${range.end - 1}/${file2.sizeBytes}`);
  res.writeHead(range.isPartial ? 206 : 200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": range.end - range.start,
    "Content-Disposition": dispositionOf(file2.name),
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-store"
  });
}
var rangeOf = (req, res, file2) => {
  try {
    return readRange(req.headers.range, file2.sizeBytes);
  } catch {
    res.setHeader("Content-Range", `bytes */${file2.sizeBytes}`);
    answer(req, res, 416, { error: { code: "bad-request", detail: "range" } });
    return void 0;
  }
};
async function drained(res, ended) {
  try {
    await once(res, "drain", { signal: ended });
  } catch {
  }
}
function grown(live, ended) {
  return new Promise((resolve) => {
    if (ended.aborted) return resolve();
    const stop2 = live.onGrown(() => {
      ended.removeEventListener("abort", onEnded);
      resolve();
    });
    const onEnded = () => {
      stop2();
      resolve();
    };
    ended.addEventListener("abort", onEnded, { once: true });
  });
}
async function nextPiece(live, at, maxBytes) {
  const piece = live.tailAt(at, maxBytes);
  if (piece) return piece;
  return at < live.storedBytes ? live.readAt(at, Math.min(maxBytes, live.storedBytes - at)) : void 0;
}
async function send(live, res, range, ended) {
  let at = range.start;
  while (at < range.end && !ended.aborted && !live.isGone) {
    const piece = await nextPiece(live, at, range.end - at);
    if (!piece) {
      res.flushHeaders();
      await grown(live, ended);
      continue;
    }
    const { bytes, segment } = piece;
    at += bytes.length;
    if (!res.write(bytes, () => live.release(segment))) await drained(res, ended);
  }
  if (at >= range.end) res.end();
  else res.destroy();
}
async function download(live, file2, req, res) {
  const range = rangeOf(req, res, file2);
  if (!range) return;
  const closed2 = new AbortController();
  res.on("close", () => closed2.abort("closed"));
  res.on("error", () => closed2.abort("closed"));
  const forget = live.onCut(() => res.destroy());
  try {
    writeHead(res, file2, range);
    if (req.method === "HEAD") res.end();
    else await send(live, res, range, closed2.signal);
  } finally {
    forget();
  }
}

// src/server/files/metadata.ts
import { Metadata } from "@tus/server";
function metadataFileId(req) {
  const header = req.headers["upload-metadata"];
  if (typeof header !== "string" || header.length > 4096) return "";
  try {
    return Metadata.parse(header)["fileId"] ?? "";
  } catch {
    return "";
  }
}

// src/server/files/gate.ts
var METHODS = ["GET", "HEAD", "POST", "PATCH"];
var pathOf = (req) => (req.url ?? "").replace(/[?#].*$/s, "");
var tokenOf = (req) => /^Bearer +(\S{1,200})$/i.exec(req.headers.authorization ?? "")?.[1] ?? "";
var fileIdOf = (req) => {
  const fileId = req.method === "POST" ? metadataFileId(req) : pathOf(req).slice(FILES_PATH.length);
  if (!isFileId(fileId)) throw new ChatError("file-not-found");
  return fileId;
};
var isUpload = (req) => req.method === "POST" || req.method === "PATCH" || req.method === "HEAD" && req.headers["tus-resumable"] !== void 0;
function createGate(options) {
  const { store, disk, lives } = options;
  const accountOf = async (req) => {
    const token = tokenOf(req);
    const account = token === "" ? void 0 : await options.authorise(token);
    if (!account) throw new ChatError("not-signed-in");
    return account;
  };
  const fileOf = async (fileId, account) => {
    const file2 = await store.fileFind(fileId, account.userId);
    if (file2.state === "cancelled") throw new ChatError("file-gone", file2.name);
    return file2;
  };
  const checkUpload = async (req, account, file2) => {
    if (file2.senderName !== account.name) throw new ChatError("not-allowed");
    if (req.method !== "POST" && !disk.exists(file2.fileId)) throw new ChatError("file-not-found");
    if (req.method === "HEAD") return;
    if (file2.state !== "uploading") throw new ChatError("bad-request", "the file is complete");
    if (file2.sizeBytes > options.limits.fileBytesMax) throw new ChatError("file-too-large", file2.name);
    if (req.method !== "POST") return;
    if (req.headers["upload-length"] !== String(file2.sizeBytes)) throw new ChatError("bad-request", "upload-length");
    const others = lives.all().filter(({ fileId }) => fileId !== file2.fileId);
    const promised = others.reduce((sum, other) => sum + (other.sizeBytes - other.storedBytes), file2.sizeBytes);
    if (await disk.freeBytes() < promised) throw new ChatError("quota-full", `${file2.sizeBytes} bytes`);
  };
  return {
    async admit(req) {
      const account = await accountOf(req);
      if (!METHODS.includes(req.method)) throw new ChatError("bad-request", "method");
      const file2 = await fileOf(fileIdOf(req), account);
      if (isUpload(req)) await checkUpload(req, account, file2);
      return { account, file: file2 };
    },
    async recheck(req, fileId) {
      await fileOf(fileId, await accountOf(req));
    }
  };
}

// src/server/files/live.ts
import { fstatSync } from "node:fs";

// src/server/files/segments.ts
var SEGMENT_BYTES = 512 * 1024;
var FREE_MAX = 16;
function createSegments() {
  const free = [];
  return {
    take: (at) => ({ buffer: free.pop() ?? Buffer.allocUnsafeSlow(SEGMENT_BYTES), at, usedBytes: 0, holders: 1 }),
    release(segment) {
      segment.holders -= 1;
      if (segment.holders === 0 && free.length < FREE_MAX) free.push(segment.buffer);
    }
  };
}

// src/server/files/live.ts
var TAILS_SEGMENTS_MAX = 32;
var TAIL_SEGMENTS_MAX = 4;
function createBell() {
  const waiting = /* @__PURE__ */ new Set();
  let isRinging = false;
  return {
    on(wake) {
      waiting.add(wake);
      return () => waiting.delete(wake);
    },
    ring() {
      if (isRinging || waiting.size === 0) return;
      isRinging = true;
      setImmediate(() => {
        isRinging = false;
        const woken = [...waiting];
        waiting.clear();
        for (const wake of woken) wake();
      });
    }
  };
}
function createTail({ segments, tailMax, storedBytes }) {
  let tail = [];
  const state = { storedBytes, receivedBytes: storedBytes };
  const endOf = (segment) => segment.at + segment.usedBytes;
  const trim = () => {
    for (let first = tail[0]; first; first = tail[0]) {
      if (endOf(first) > state.storedBytes || tail.length <= tailMax()) return;
      tail.shift();
      segments.release(first);
    }
  };
  return {
    state,
    append(bytes) {
      for (let done = 0; done < bytes.length; ) {
        let last = tail.at(-1);
        if (!last || last.usedBytes === SEGMENT_BYTES) tail.push(last = segments.take(state.receivedBytes));
        const count3 = bytes.copy(last.buffer, last.usedBytes, done);
        last.usedBytes += count3;
        state.receivedBytes += count3;
        done += count3;
      }
    },
    unstored() {
      const segment = tail.find((one) => endOf(one) > state.storedBytes);
      return segment ? segment.buffer.subarray(state.storedBytes - segment.at, segment.usedBytes) : Buffer.alloc(0);
    },
    stored(bytes) {
      state.storedBytes += bytes;
      trim();
    },
    rewind() {
      for (const segment of tail)
        segment.usedBytes = Math.max(0, Math.min(segment.usedBytes, state.storedBytes - segment.at));
      for (const segment of tail.filter((one) => one.usedBytes === 0)) segments.release(segment);
      tail = tail.filter((segment) => segment.usedBytes > 0);
      state.receivedBytes = state.storedBytes;
    },
    tailAt(at, maxBytes) {
      const segment = tail.find((one) => one.at <= at && endOf(one) > at);
      if (!segment) return void 0;
      segment.holders += 1;
      const from = at - segment.at;
      return { bytes: segment.buffer.subarray(from, Math.min(segment.usedBytes, from + maxBytes)), segment };
    },
    empty() {
      for (const segment of tail) segments.release(segment);
      tail = [];
    }
  };
}
function createLive(start) {
  const { fileId, sizeBytes, handle, segments } = start;
  const tail = createTail(start);
  const bell = createBell();
  const cuts = /* @__PURE__ */ new Set();
  let isGone = false;
  return {
    fileId,
    sizeBytes,
    handle,
    get storedBytes() {
      return tail.state.storedBytes;
    },
    get receivedBytes() {
      return tail.state.receivedBytes;
    },
    get isGone() {
      return isGone;
    },
    append(bytes) {
      tail.append(bytes);
      bell.ring();
    },
    unstored: () => tail.unstored(),
    stored: (bytes) => tail.stored(bytes),
    rewind: () => tail.rewind(),
    tailAt: (at, maxBytes) => tail.tailAt(at, maxBytes),
    async readAt(at, maxBytes) {
      const segment = segments.take(at);
      const { bytesRead } = await handle.read(segment.buffer, 0, Math.min(maxBytes, SEGMENT_BYTES), at);
      if (bytesRead === 0) throw new Error("stored bytes are missing");
      return { bytes: segment.buffer.subarray(0, bytesRead), segment };
    },
    release: (segment) => segments.release(segment),
    onGrown: (wake) => bell.on(wake),
    onCut(cut) {
      cuts.add(cut);
      return () => cuts.delete(cut);
    },
    cutAll() {
      isGone = true;
      for (const cut of cuts) cut();
      bell.ring();
    },
    empty: () => tail.empty()
  };
}
function openLives(disk) {
  const holdById = /* @__PURE__ */ new Map();
  const lives = /* @__PURE__ */ new Map();
  const segments = createSegments();
  const tailMax = () => Math.min(TAIL_SEGMENTS_MAX, Math.floor(TAILS_SEGMENTS_MAX / Math.max(1, lives.size)));
  const make = async ({ fileId, sizeBytes }) => {
    const handle = await disk.open(fileId);
    const { size: storedBytes } = fstatSync(handle.fd);
    const live = createLive({ fileId, sizeBytes, handle, storedBytes, segments, tailMax });
    lives.set(fileId, live);
    return live;
  };
  const drop = (fileId, live) => {
    if (holdById.get(fileId)?.count === 0) holdById.delete(fileId);
    if (live && lives.get(fileId) === live) lives.delete(fileId);
  };
  return {
    async hold(file2) {
      const known = holdById.get(file2.fileId);
      const hold = known ?? { live: make(file2), count: 0 };
      holdById.set(file2.fileId, hold);
      hold.count += 1;
      try {
        return await hold.live;
      } catch (error) {
        hold.count -= 1;
        drop(file2.fileId);
        throw error;
      }
    },
    async release(live) {
      const hold = holdById.get(live.fileId);
      if (!hold) return;
      hold.count -= 1;
      if (hold.count > 0) return;
      drop(live.fileId, live);
      live.empty();
      await live.handle.close();
    },
    find: (fileId) => lives.get(fileId),
    all: () => [...lives.values()]
  };
}

// src/server/files/turns.ts
var PER_USER_MAX = 32;
var ALL_MAX = 200;
function createTurns() {
  const countByUser = /* @__PURE__ */ new Map();
  let all = 0;
  return {
    take(userId) {
      const count3 = countByUser.get(userId) ?? 0;
      if (count3 >= PER_USER_MAX) throw new ChatError("too-many-requests", "5");
      if (all >= ALL_MAX) throw new ChatError("busy");
      all += 1;
      countByUser.set(userId, count3 + 1);
      return () => {
        all -= 1;
        const left = (countByUser.get(userId) ?? 1) - 1;
        if (left === 0) countByUser.delete(userId);
        else countByUser.set(userId, left);
      };
    }
  };
}

// src/server/files/upload.ts
import { DataStore, Server, Upload } from "@tus/server";

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

// src/server/files/receive.ts
var WAITING_BYTES_MAX = 1024 * 1024;
var WAITING_BYTES_LOW = 512 * 1024;
var toChatError = (error) => {
  const code = error.code;
  if (code === "ENOSPC" || code === "EDQUOT") return new ChatError("storage-full", "", { cause: error });
  return error instanceof ChatError ? error : new ChatError("storage-failed", "", { cause: error });
};
function freeChunk(chunk) {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength) buffer.transfer(0);
}
function receive(live, body2) {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let isWriting = false;
    let failure;
    const waitingBytes = () => live.receivedBytes - live.storedBytes;
    const settle = () => {
      body2.off("data", onData).off("end", onOver).off("close", onOver).off("error", onOver);
      if (failure === void 0) return resolve(live.storedBytes);
      live.rewind();
      body2.resume();
      reject(toChatError(failure));
    };
    const writeWaiting = async () => {
      for (let bytes = live.unstored(); bytes.length > 0 && failure === void 0; bytes = live.unstored()) {
        const { bytesWritten } = await live.handle.write(bytes, 0, bytes.length, live.storedBytes);
        live.stored(bytesWritten);
        faultPoint("upload.midChunk");
        if (waitingBytes() <= WAITING_BYTES_LOW && !isOver) body2.resume();
      }
    };
    const pump = () => {
      if (isWriting) return;
      if (isOver && (failure !== void 0 || waitingBytes() === 0)) return settle();
      isWriting = true;
      void writeWaiting().catch((error) => {
        failure ??= error;
        isOver = true;
      }).then(() => {
        isWriting = false;
        if (isOver) pump();
      });
    };
    const onData = (chunk) => {
      if (isOver) return;
      if (live.receivedBytes + chunk.length > live.sizeBytes) {
        failure ??= new ChatError("bad-request", "more bytes than were announced");
        return onOver();
      }
      live.append(chunk);
      freeChunk(chunk);
      if (waitingBytes() >= WAITING_BYTES_MAX) body2.pause();
      pump();
    };
    const onOver = () => {
      isOver = true;
      pump();
    };
    body2.on("data", onData).on("end", onOver).on("close", onOver).on("error", onOver);
    if (body2.destroyed) onOver();
  });
}

// src/server/files/upload.ts
var TUS_VERSION = "1.0.0";
var CODE_BY_STATUS = { 404: "file-not-found", 410: "file-gone", 413: "file-too-large" };
function createLocks() {
  const holders = /* @__PURE__ */ new Map();
  const lockFor = (upload) => ({
    async lock() {
      for (let held = holders.get(upload.file.fileId); held; held = holders.get(upload.file.fileId)) {
        if (held.upload.req.method !== "HEAD") held.upload.req.destroy();
        await held.released;
      }
      let release = () => void 0;
      const released = new Promise((resolve) => release = resolve);
      holders.set(upload.file.fileId, { upload, released, release });
    },
    async unlock() {
      const held = holders.get(upload.file.fileId);
      if (held?.upload !== upload) return;
      holders.delete(upload.file.fileId);
      held.release();
    }
  });
  return { lockFor, holderOf: (fileId) => holders.get(fileId)?.upload };
}
function createDataStore(disk, lives, locks) {
  const store = new DataStore();
  store.extensions = ["creation", "creation-with-upload"];
  store.create = async (upload) => upload;
  store.getUpload = async (fileId) => {
    const live = lives.find(fileId);
    if (!live || !disk.exists(fileId)) throw new ChatError("file-not-found");
    return new Upload({ id: fileId, size: live.sizeBytes, offset: live.storedBytes });
  };
  store.write = async (stream, fileId, offset) => {
    stream.resume();
    const holder = locks.holderOf(fileId);
    if (!holder) throw new Error("written without the lock");
    return take(holder, offset);
  };
  return store;
}
async function take({ req, live }, offset) {
  if (live.storedBytes !== offset) throw new ChatError("bad-request", "upload-offset");
  const storedBytes = await receive(live, req);
  req.setTimeout(0);
  if (storedBytes === live.sizeBytes) {
    faultPoint("upload.beforeSync");
    await live.handle.datasync();
    faultPoint("upload.afterSync");
  }
  return storedBytes;
}
var isWhole = ({ method, headers }) => method === "POST" && headers["tus-resumable"] === TUS_VERSION && headers["content-type"] === "application/offset+octet-stream" && headers["upload-concat"] === void 0 && headers["upload-defer-length"] === void 0 && headers["content-length"] !== void 0 && headers["content-length"] === headers["upload-length"];
async function takeWhole(upload, locks) {
  const { res, file: file2 } = upload;
  const lock = locks.lockFor(upload);
  await lock.lock();
  const storedBytes = await take(upload, 0).finally(() => lock.unlock());
  if (res.destroyed) return;
  res.writeHead(201, {
    "Tus-Resumable": TUS_VERSION,
    "Upload-Offset": storedBytes,
    Location: `${FILES_PATH}${file2.fileId}`,
    "Cache-Control": "no-store",
    "Content-Length": 0
  });
  res.end();
}
async function relay(response, { req, res }) {
  if (response.status >= 400) {
    const code = CODE_BY_STATUS[response.status] ?? (response.status < 500 ? "bad-request" : "internal");
    const detail = (await response.text()).trim().slice(0, 200);
    return answer(req, res, response.status, { error: { code, detail: code === "bad-request" ? detail : "" } });
  }
  if (res.destroyed) return;
  res.writeHead(response.status, Object.fromEntries(response.headers));
  res.end(await response.text());
}
function openUploads(disk, lives) {
  const locks = createLocks();
  const uploadByRequest = /* @__PURE__ */ new WeakMap();
  const failures = /* @__PURE__ */ new WeakMap();
  const found = (request) => {
    const upload = uploadByRequest.get(request);
    if (!upload) throw new Error("unknown request");
    return upload;
  };
  const tus = new Server({
    path: FILES_PATH.replace(/\/$/, ""),
    relativeLocation: true,
    allowedOrigins: [],
    datastore: createDataStore(disk, lives, locks),
    locker: (request) => ({ newLock: () => locks.lockFor(found(request)) }),
    namingFunction: (request) => found(request).file.fileId,
    onResponseError(request, error) {
      failures.set(request, error);
      return void 0;
    }
  });
  return async (upload) => {
    const { req, res, file: file2 } = upload;
    if (isWhole(req)) return takeWhole(upload, locks);
    const headers = new Headers();
    for (const [name, value] of Object.entries(req.headers)) {
      if (typeof value === "string" && /^(tus|upload)-|^content-(type|length)$/.test(name)) headers.set(name, value);
    }
    const method = req.method ?? "";
    const path = method === "POST" ? FILES_PATH : `${FILES_PATH}${file2.fileId}`;
    const request = new Request(`http://localhost${path}`, { method, headers });
    uploadByRequest.set(request, upload);
    const response = await tus.handleWeb(request);
    const failure = failures.get(request);
    if (failure instanceof ChatError) return answerError(req, res, failure, "");
    if (failure instanceof Error) throw failure;
    await relay(response, upload);
  };
}

// src/server/files/routes.ts
var IDLE_MS = 6e4;
var CLEAN_EVERY_MS = 6 * 60 * 60 * 1e3;
var RECHECK_MS = 1e4;
var REMOVED_MAX = 1e3;
function openFileRoutes(options) {
  const { store, log: log2 } = options;
  const now = () => options.now();
  const disk = openDisk(options.dataDir);
  const lives = openLives(disk);
  const upload = openUploads(disk, lives);
  const gate = createGate({ ...options, authorise: (token) => options.authorise(token), disk, lives });
  const turns = createTurns();
  const running = /* @__PURE__ */ new Set();
  const removed = /* @__PURE__ */ new Set();
  let isClosing = false;
  const watch = ({ req, res, file: file2 }) => {
    const timer = setInterval(() => {
      gate.recheck(req, file2.fileId).catch((error) => {
        if (error instanceof ChatError) res.destroy();
      });
    }, RECHECK_MS);
    timer.unref();
    return () => clearInterval(timer);
  };
  const work = async (visit) => {
    const { req, res, file: file2, live } = visit;
    if (isClosing) throw new ChatError("server-closing");
    if (removed.has(file2.fileId)) {
      await disk.remove(file2.fileId);
      throw new ChatError("file-gone", file2.name);
    }
    req.setTimeout(IDLE_MS, () => req.destroy());
    const stop2 = watch(visit);
    const forget = live.onCut(() => req.destroy());
    try {
      await (isUpload(req) ? upload(visit) : download(live, file2, req, res));
    } finally {
      forget();
      stop2();
    }
  };
  const serve = async (req, res) => {
    if (isClosing) throw new ChatError("server-closing");
    const { account, file: file2 } = await gate.admit(req);
    const endTurn = turns.take(account.userId);
    try {
      const live = await lives.hold(file2);
      await work({ req, res, file: file2, live }).finally(() => lives.release(live));
    } finally {
      endTurn();
    }
  };
  const cleanNow = () => clean({ store, disk, now }).catch((error) => log2.warn({ error }, "file cleaner failed"));
  const cleaner = setInterval(() => void cleanNow(), CLEAN_EVERY_MS);
  cleaner.unref();
  running.add(cleanNow());
  return {
    handle(req, res) {
      const path = pathOf(req);
      if (!path.startsWith(FILES_PATH) && `${path}/` !== FILES_PATH) return false;
      req.on("error", () => res.destroy());
      const done = serve(req, res).catch((error) => {
        const incident = randomBytes(6).toString("hex");
        if (!(error instanceof ChatError)) log2.error({ error, incident }, "file request failed");
        answerError(req, res, error, incident);
      }).finally(() => running.delete(done));
      running.add(done);
      return true;
    },
    bytesReceived: async (fileId) => isFileId(fileId) ? lives.find(fileId)?.storedBytes ?? disk.sizeOf(fileId) : 0,
    async remove(fileId) {
      if (!isFileId(fileId)) return;
      removed.add(fileId);
      const [oldest] = removed;
      if (oldest !== void 0 && removed.size > REMOVED_MAX) removed.delete(oldest);
      lives.find(fileId)?.cutAll();
      await disk.remove(fileId);
    },
    async close() {
      isClosing = true;
      clearInterval(cleaner);
      for (const live of lives.all()) live.cutAll();
      await Promise.allSettled(running);
    }
  };
}

// src/server/sockets/gateway.ts
import { Server as Server2 } from "socket.io";

// src/shared/entryId.ts
var shortOf = (id) => id.slice(-8);

// src/server/door/handshake.ts
var STRANGERS_MAX = 100;
function openHandshake(server) {
  return async (place, auth, strangersAt) => {
    const parsed = Handshake.safeParse(auth);
    if (!parsed.success) throw new ChatError("version-mismatch", "The client did not say which version it speaks.");
    const { protocolVersion, token, deviceName: deviceName2 = "" } = parsed.data;
    requireVersion(protocolVersion, server.programVersion);
    if (token === void 0) {
      if (strangersAt(place.address) >= STRANGERS_MAX) throw new ChatError("busy");
      return { deviceName: deviceName2 };
    }
    return { ...await signIn(server, place, token), deviceName: deviceName2 };
  };
}
function requireVersion(clientVersion, programVersion) {
  if (clientVersion === PROTOCOL_VERSION) return;
  const who = clientVersion < PROTOCOL_VERSION ? "Update your chat-tui" : "Ask the server\u2019s operator to update it";
  throw new ChatError(
    "version-mismatch",
    `${who}: the server is chat-tui ${programVersion} with protocol ${PROTOCOL_VERSION}, the client speaks ${clientVersion}.`
  );
}
async function signIn(server, place, token) {
  const tokenHash = tokenHashOf(token);
  const account = await server.store.sessionFind(tokenHash, server.now());
  try {
    if (account === void 0) {
      requireAddressTry(server, place.address);
      throw new ChatError("session-expired");
    }
    requirePlace(server, account);
  } catch (error) {
    recordLogin(server, place, { name: account?.name ?? "", isSuccess: false, method: "token" });
    throw error;
  }
  requireAdmission(server, account);
  recordLogin(server, place, { name: account.name, isSuccess: true, method: "token" });
  return { account, tokenHash };
}

// src/server/requests/handlers.ts
var handlers_exports = {};
__export(handlers_exports, {
  accountRegister: () => accountRegister,
  adminLog: () => adminLog,
  adminUsers: () => adminUsers,
  cursorMove: () => cursorMove,
  directOpen: () => directOpen,
  entryList: () => entryList,
  fileCancel: () => fileCancel,
  fileComplete: () => fileComplete,
  fileDecline: () => fileDecline,
  fileList: () => fileList,
  fileOffer: () => fileOffer,
  fileShow: () => fileShow,
  memberList: () => memberList,
  messageSend: () => messageSend,
  passwordChange: () => passwordChange,
  ping: () => ping,
  presenceSet: () => presenceSet,
  roomCreate: () => roomCreate,
  roomInvite: () => roomInvite,
  roomJoin: () => roomJoin,
  roomLeave: () => roomLeave,
  roomList: () => roomList,
  serverKeep: () => serverKeep,
  serverShow: () => serverShow,
  serverStop: () => serverStop,
  sessionEnd: () => sessionEnd,
  sessionLogin: () => sessionLogin,
  sessionOpen: () => sessionOpen,
  sessionQuit: () => sessionQuit,
  topicSet: () => topicSet,
  userKick: () => userKick,
  userShow: () => userShow
});

// src/server/requests/handlers/accountRegister.ts
import { timingSafeEqual } from "node:crypto";
var accountRegister = {
  access: "anyone",
  lane: "chat",
  order: "alone",
  async run(context, { name, password: password2, displayName = "", inviteCode, deviceName: deviceName2 }) {
    const attempt = (isSuccess) => recordLogin(context, context.connection, { name, isSuccess, method: "register" });
    let account;
    try {
      requireAddressTry(context, context.connection.address);
      await requireInvitation(context, inviteCode);
      checkAccountName(name);
      context.passwords.check(password2);
      account = await create(context, { name, displayName: storable(displayName).trim(), password: password2 });
    } catch (error) {
      attempt(false);
      throw error;
    }
    attempt(true);
    return grantSession(context, { account, deviceName: deviceName2 });
  }
};
async function create({ store, displayNames, passwords, now }, { name, displayName, password: password2 }) {
  if (await store.accountFind(name) !== void 0) throw new ChatError("name-taken", name);
  const { release } = await displayNames.claim({ name, displayName });
  try {
    const passwordHash = await passwords.hash(password2);
    return await store.accountCreate({ name, displayName, passwordHash, atMs: now() });
  } catch (error) {
    release();
    throw error;
  }
}
async function requireInvitation({ settings, store, inviteCode }, given = "") {
  if (settings.registration === "closed" && await store.accountCount() > 0)
    throw new ChatError("registration-closed");
  if (settings.registration !== "invite") return;
  if (!timingSafeEqual(tokenHashOf(given), tokenHashOf(inviteCode))) throw new ChatError("invite-needed");
}

// src/server/requests/page.ts
var PAGE_SIZE = 50;
async function readPage(limit2, read) {
  const size = limit2 ?? PAGE_SIZE;
  const rows = await read(size + 1);
  return { rows: rows.slice(0, size), hasMore: rows.length > size };
}
var pageSize = (limit2) => limit2 ?? PAGE_SIZE;

// src/server/requests/handlers/adminLog.ts
var adminLog = {
  access: "admin",
  lane: "chat",
  order: "alone",
  limit: { count: 600, perSeconds: 60 },
  async run(context, { beforeId, limit: limit2 }) {
    if (beforeId === void 0) await recordCounted(context);
    const before = beforeId === void 0 ? {} : { beforeId };
    const page2 = await readPage(limit2, (size) => context.store.loginList({ ...before, limit: size }));
    return { records: page2.rows, hasMore: page2.hasMore };
  }
};

// src/server/requests/handlers/adminUsers.ts
var adminUsers = {
  access: "admin",
  lane: "chat",
  order: "alone",
  limit: { count: 600, perSeconds: 60 },
  async run({ store, presence, connections }, { afterName, limit: limit2 }) {
    const after = afterName === void 0 ? {} : { afterName };
    const page2 = await readPage(limit2, (size) => store.accountList({ ...after, limit: size }));
    const users2 = page2.rows.map((account) => ({
      user: presence.toUser(account),
      createdAtMs: account.createdAtMs,
      connections: connections.of(account.userId).map(hostPortOf),
      ...account.lastSeenAtMs === void 0 ? {} : { lastSeenAtMs: account.lastSeenAtMs }
    }));
    return { users: users2, hasMore: page2.hasMore };
  }
};

// src/server/requests/handlers/cursorMove.ts
var cursorMove = {
  access: "account",
  lane: "chat",
  order: "pipelined",
  limit: { count: 3e3, perSeconds: 60 },
  async run({ me, store, connections, connection }, { roomId, seq }) {
    const readSeq = await store.cursorMove({ roomId, userId: me.userId, seq });
    for (const device of connections.of(me.userId)) {
      if (device !== connection && device.isOpen) device.tell("cursorMoved", { roomId, seq: readSeq });
    }
    return {};
  }
};

// src/server/hub/rooms.ts
function toRoom({ presence }, membership) {
  const { partner, ...room } = membership;
  return partner === void 0 ? room : { ...room, name: partner.name, partner: presence.toUser(partner) };
}
async function openRoom(server, roomId, userId) {
  const { connections, store } = server;
  const devices = connections.of(userId).filter((connection) => connection.isOpen);
  for (const device of devices) device.subscribe([roomId]);
  const membership = await store.membershipFind(roomId, userId);
  if (membership === void 0) throw new ChatError("not-in-room", "this room");
  const room = toRoom(server, membership);
  connections.tell(userId, "roomOpened", { room });
  return room;
}
var awaitsOf = ({ presence }, partner) => partner === void 0 || presence.isOnline(partner.userId) ? {} : { awaits: partner.name };

// src/server/requests/handlers/directOpen.ts
var directOpen = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 240, perSeconds: 60 },
  async run(context, { name }) {
    const { me, store } = context;
    const partner = await store.accountFind(name);
    if (partner === void 0) throw new ChatError("user-not-found", name);
    const { roomId, isNew } = await store.directOpen({
      userId: me.userId,
      partnerId: partner.userId,
      entryId: context.newId(),
      atMs: context.now()
    });
    if (isNew) await openRoom(context, roomId, partner.userId);
    return openRoom(context, roomId, me.userId);
  }
};

// src/server/requests/handlers/entryList.ts
var entryList = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 6e3, perSeconds: 60 },
  run({ me, store }, { roomId, beforeSeq, afterSeq, limit: limit2 }) {
    return store.entryList({
      roomId,
      userId: me.userId,
      ...beforeSeq === void 0 ? {} : { beforeSeq },
      ...afterSeq === void 0 ? {} : { afterSeq },
      limit: pageSize(limit2)
    });
  }
};

// src/server/requests/handlers/fileCancel.ts
var fileCancel = {
  access: "account",
  lane: "transfer",
  order: "alone",
  limit: { count: 600, perSeconds: 60 },
  async run({ me, store, files, newId, now }, { fileId }) {
    await store.fileFind(fileId, me.userId);
    await store.fileSettle({ fileId, userId: me.userId, state: "cancelled", entryId: newId(), atMs: now() });
    await files.remove(fileId);
    return {};
  }
};

// src/server/requests/handlers/fileComplete.ts
var fileComplete = {
  access: "account",
  lane: "transfer",
  order: "pipelined",
  limit: { count: 600, perSeconds: 60 },
  async run({ me, store, files, newId, now }, { fileId, sha256 }) {
    const file2 = await store.fileFind(fileId, me.userId);
    if (file2.senderName !== me.name) throw new ChatError("not-allowed");
    if (file2.state === "uploading" && await files.bytesReceived(fileId) !== file2.sizeBytes) {
      throw new ChatError("file-incomplete", file2.name);
    }
    faultPoint("fileComplete.beforeRow");
    await store.fileSettle({ fileId, userId: me.userId, state: "complete", sha256, entryId: newId(), atMs: now() });
    return {};
  }
};

// src/server/requests/handlers/fileDecline.ts
var fileDecline = {
  access: "account",
  lane: "transfer",
  order: "alone",
  limit: { count: 600, perSeconds: 60 },
  async run({ me, store, now }, { fileId }) {
    const file2 = await store.fileFind(fileId, me.userId);
    if (file2.senderName === me.name) throw new ChatError("not-allowed");
    const body2 = { kind: "fileDeclined", id: fileId, fileId };
    await store.entryAppend({ roomId: file2.roomId, userId: me.userId, body: body2, atMs: now() });
    return {};
  }
};

// src/server/hub/fileView.ts
function toFileView({ senderName, ...file2 }) {
  return { ...file2, sender: senderName };
}

// src/server/requests/handlers/fileList.ts
var fileList = {
  access: "account",
  lane: "transfer",
  order: "alone",
  limit: { count: 600, perSeconds: 60 },
  async run({ me, store }, { roomId, beforeSeq, limit: limit2 }) {
    const before = beforeSeq === void 0 ? {} : { beforeSeq };
    const page2 = await readPage(limit2, (size) => store.fileList({ roomId, userId: me.userId, ...before, limit: size }));
    return { files: page2.rows.map(toFileView), hasMore: page2.hasMore };
  }
};

// src/server/requests/handlers/fileOffer.ts
var fileOffer = {
  access: "account",
  lane: "transfer",
  order: "pipelined",
  limit: { count: 600, perSeconds: 60 },
  async run(context, { roomId, clientMsgId, name, sizeBytes }) {
    const { me, store, settings } = context;
    const { fileBytesMax } = settings.limits;
    if (sizeBytes > fileBytesMax) {
      throw new ChatError("file-too-large", `${sizeBytes} bytes, at most ${fileBytesMax} are allowed`);
    }
    const file2 = await store.fileOffer({
      roomId,
      userId: me.userId,
      entryId: clientMsgId,
      fileId: context.newId(),
      name: requireName(name),
      sizeBytes,
      atMs: context.now()
    });
    return { fileId: file2.fileId, seq: file2.seq, ...awaitsOf(context, file2.partner) };
  }
};
function requireName(name) {
  const wellFormed = storable(name);
  const base = wellFormed.split(/[/\\]/).at(-1)?.trim() ?? "";
  if (base === "" || base === "." || base === "..") throw new ChatError("file-empty-name");
  return wellFormed;
}

// src/server/requests/handlers/fileShow.ts
var fileShow = {
  access: "account",
  lane: "transfer",
  order: "alone",
  limit: { count: 1200, perSeconds: 60 },
  run: async ({ me, store }, { fileId }) => toFileView(await store.fileFind(fileId, me.userId))
};

// src/server/requests/handlers/memberList.ts
var memberList = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 1200, perSeconds: 60 },
  async run({ me, store, presence }, { roomId, afterName, limit: limit2 }) {
    const after = afterName === void 0 ? {} : { afterName };
    let total = 0;
    const page2 = await readPage(limit2, async (size) => {
      const list = await store.memberList({ roomId, userId: me.userId, ...after, limit: size });
      total = list.total;
      return list.members;
    });
    return { members: page2.rows.map((account) => presence.toUser(account)), total, hasMore: page2.hasMore };
  }
};

// src/server/requests/handlers/messageSend.ts
var messageSend = {
  access: "account",
  lane: "chat",
  order: "pipelined",
  limit: ({ messagesPerMinuteMax }) => messagesPerMinuteMax === 0 ? void 0 : { count: messagesPerMinuteMax, perSeconds: 60 },
  async run(context, { roomId, clientMsgId, kind: kind2, text: text3, afterId }) {
    requireLength(text3, context.settings.limits);
    const { entry, partner } = await context.store.entryAppend({
      roomId,
      userId: context.me.userId,
      body: { kind: kind2, id: clientMsgId, text: text3.toWellFormed() },
      atMs: context.now(),
      afterId
    });
    return { seq: entry.seq, sentAtMs: entry.sentAtMs, ...awaitsOf(context, partner) };
  }
};
function requireLength(text3, { messageBytesMax, messageGraphemesMax }) {
  if (isBlank(text3)) throw new ChatError("message-empty");
  const bytes = text3.length * 3 <= messageBytesMax ? 0 : Buffer.byteLength(text3);
  if (bytes > messageBytesMax) {
    throw new ChatError("message-too-long", `${bytes} bytes, at most ${messageBytesMax} are allowed`);
  }
  if (text3.length <= messageGraphemesMax || countGraphemes(text3, messageGraphemesMax) <= messageGraphemesMax) return;
  throw new ChatError("message-too-long", `at most ${messageGraphemesMax} characters are allowed`);
}

// src/server/requests/handlers/passwordChange.ts
var passwordChange = {
  access: "account",
  lane: "chat",
  order: "alone",
  async run(context, { oldPassword, newPassword }) {
    const { me, store, passwords, connection } = context;
    context.passwords.check(newPassword);
    await guarded(context, me.name, async () => {
      const account = await store.accountFindById(me.userId);
      if (await passwords.verify(account?.passwordHash, oldPassword)) return;
      recordLogin(context, connection, { name: me.name, isSuccess: false, method: "password" });
      throw new ChatError("login-failed");
    });
    const passwordHash = await passwords.hash(newPassword);
    const own = connection.tokenHash ?? new Uint8Array();
    await Promise.all([store.passwordSet(me.userId, passwordHash), store.sessionDeleteAll(me.userId, own)]);
    endConnections(context, me.userId, (tokenHash) => !isSameToken(tokenHash, own));
    return {};
  }
};

// src/server/requests/handlers/ping.ts
var ping = {
  access: "anyone",
  lane: "chat",
  order: "alone",
  run: async () => ({})
};

// src/server/requests/handlers/presenceSet.ts
var presenceSet = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 60, perSeconds: 60 },
  async run({ me, presence }, { state, status }) {
    presence.set(me, state, status.toWellFormed());
    return {};
  }
};

// src/server/requests/handlers/roomCreate.ts
var roomCreate = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 60, perSeconds: 60 },
  async run(context, { name, isPrivate, topic = "" }) {
    const { me, store } = context;
    const roomId = await store.roomCreate({
      name,
      kind: isPrivate ? "private" : "public",
      topic: storable(topic),
      userId: me.userId,
      entryId: context.newId(),
      atMs: context.now()
    });
    return openRoom(context, roomId, me.userId);
  }
};

// src/server/requests/handlers/roomInvite.ts
var roomInvite = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 60, perSeconds: 60 },
  async run({ me, store, connections, now }, { roomId, names }) {
    const people = await Promise.all(
      [...new Set(names)].map(async (name) => {
        const account = await store.accountFind(name);
        if (account === void 0) throw new ChatError("user-not-found", name);
        const membership = await store.membershipFind(roomId, account.userId);
        const mine = await store.membershipFind(roomId, me.userId);
        if (mine !== void 0 && membership !== void 0) throw new ChatError("already-member", name);
        return account;
      })
    );
    const invites = await Promise.all(
      people.map(({ userId }) => store.inviteCreate({ roomId, byUserId: me.userId, userId, atMs: now() }))
    );
    for (const [index, { userId }] of people.entries()) {
      const invite = invites[index];
      if (invite !== void 0) connections.tell(userId, "inviteReceived", invite);
    }
    return {};
  }
};

// src/server/requests/handlers/roomJoin.ts
var roomJoin = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 240, perSeconds: 60 },
  async run(context, { name }) {
    const { me, store } = context;
    const found = await store.roomFind(name, me.userId);
    if (found === void 0) throw new ChatError("room-not-found", `#${name}`);
    await store.roomJoin({ roomId: found.roomId, userId: me.userId, entryId: context.newId(), atMs: context.now() });
    return openRoom(context, found.roomId, me.userId);
  }
};

// src/server/requests/handlers/roomLeave.ts
var roomLeave = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 240, perSeconds: 60 },
  async run({ me, store, connections, newId, now }, { roomId }) {
    await store.roomLeave({ roomId, userId: me.userId, entryId: newId(), atMs: now() });
    for (const device of connections.of(me.userId)) device.unsubscribe(roomId);
    connections.tell(me.userId, "roomClosed", { roomId });
    return {};
  }
};

// src/server/requests/handlers/roomList.ts
var roomList = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 600, perSeconds: 60 },
  async run({ me, store }, { afterName, limit: limit2 }) {
    const after = afterName === void 0 ? {} : { afterName };
    const page2 = await readPage(limit2, (size) => store.roomList({ userId: me.userId, ...after, limit: size }));
    return { rooms: page2.rows, hasMore: page2.hasMore };
  }
};

// src/server/requests/handlers/serverKeep.ts
var serverKeep = {
  access: "admin",
  lane: "chat",
  order: "alone",
  async run({ settings, life }) {
    if (!settings.isEmbedded) throw new ChatError("not-allowed");
    life.keep();
    return {};
  }
};

// src/server/hub/facts.ts
async function serverFacts({
  programVersion,
  settings,
  store,
  connection
}) {
  const hasOwner = connection.account !== void 0 || (await store.accountList({ limit: 1 })).length > 0;
  return {
    programVersion,
    registration: settings.registration,
    hasOwner,
    isEmbedded: settings.isEmbedded
  };
}

// src/server/requests/handlers/serverShow.ts
var serverShow = {
  access: "anyone",
  lane: "chat",
  order: "alone",
  run: (context) => serverFacts(context)
};

// src/server/requests/handlers/serverStop.ts
var serverStop = {
  access: "admin",
  lane: "chat",
  order: "alone",
  async run({ settings, life }) {
    if (!settings.isEmbedded) throw new ChatError("not-allowed");
    life.stop();
    return {};
  }
};

// src/server/requests/handlers/sessionEnd.ts
var sessionEnd = {
  access: "account",
  lane: "chat",
  order: "alone",
  async run(context) {
    const { me, store, connection } = context;
    const own = connection.tokenHash ?? new Uint8Array();
    await store.sessionDelete(own);
    recordLogin(context, connection, { name: me.name, isSuccess: true, method: "logout" });
    endConnections(context, me.userId, (tokenHash) => isSameToken(tokenHash, own));
    return {};
  }
};

// src/server/requests/handlers/sessionLogin.ts
var sessionLogin = {
  access: "anyone",
  lane: "chat",
  order: "alone",
  async run(context, { name, password: password2, deviceName: deviceName2 }) {
    let account;
    try {
      requireAddressTry(context, context.connection.address);
      account = await guarded(context, name, () => verified(context, name, password2));
      requirePlace(context, account);
    } catch (error) {
      recordLogin(context, context.connection, { name, isSuccess: false, method: "password" });
      throw error;
    }
    recordLogin(context, context.connection, { name, isSuccess: true, method: "password" });
    const isStillRight = () => isRightNow(context, account, password2);
    return grantSession(context, { account, deviceName: deviceName2, isStillRight });
  }
};
async function verified(context, name, password2) {
  const { store, passwords } = context;
  const account = await store.accountFind(name);
  const isRight = await passwords.verify(account?.passwordHash, password2);
  if (account === void 0 || !isRight || !await isRightNow(context, account, password2)) {
    throw new ChatError("login-failed");
  }
  if (!passwords.isOutdated(account.passwordHash)) return account;
  const passwordHash = await passwords.hash(password2);
  await store.passwordSet(account.userId, passwordHash);
  return { ...account, passwordHash };
}
async function isRightNow({ store, passwords }, account, password2) {
  const current = await store.accountFindById(account.userId);
  return current?.passwordHash === account.passwordHash || passwords.verify(current?.passwordHash, password2);
}

// src/server/requests/handlers/sessionOpen.ts
var sessionOpen = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 120, perSeconds: 60 },
  async run(context) {
    const { me, store, presence, connection, settings } = context;
    await enter(context);
    connection.subscribe(await store.roomIdsOf(me.userId));
    const [memberships, invites, server] = await Promise.all([
      store.membershipList(me.userId),
      store.inviteList(me.userId),
      serverFacts(context)
    ]);
    return {
      me: presence.toUser(me),
      server,
      limits: settings.limits,
      rooms: memberships.map((membership) => toRoom(context, membership)),
      invites,
      onlineCount: presence.onlineCount()
    };
  }
};
async function enter({ me, presence, connection, settings }) {
  if (connection.isOpen) return;
  const { usersMax } = settings.limits;
  if (!presence.isOnline(me.userId) && presence.onlineCount() >= usersMax) {
    throw new ChatError("server-full", String(usersMax));
  }
  connection.isOpen = true;
  presence.enter(me);
}

// src/server/requests/handlers/sessionQuit.ts
var sessionQuit = {
  access: "account",
  lane: "chat",
  order: "alone",
  async run({ connection }, { text: text3 }) {
    connection.lastWords = text3.toWellFormed();
    return {};
  }
};

// src/server/requests/handlers/topicSet.ts
var topicSet = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 60, perSeconds: 60 },
  async run({ me, store, newId, now }, { roomId, topic }) {
    await store.topicSet({ roomId, userId: me.userId, topic: storable(topic), entryId: newId(), atMs: now() });
    return {};
  }
};

// src/server/requests/handlers/userKick.ts
var userKick = {
  access: "admin",
  lane: "chat",
  order: "alone",
  limit: { count: 60, perSeconds: 60 },
  async run(context, { name, reason }) {
    const { me, store } = context;
    const target = await store.accountFind(name);
    if (target === void 0) throw new ChatError("user-not-found", name);
    if (target.userId === me.userId) throw new ChatError("direct-self");
    requireRankAbove(me.role, target.role);
    await kick(context, { by: me, name, reason: reason.toWellFormed() });
    return {};
  }
};

// src/server/requests/handlers/userShow.ts
var userShow = {
  access: "account",
  lane: "chat",
  order: "alone",
  limit: { count: 600, perSeconds: 60 },
  async run({ store, presence }, { name }) {
    const account = await store.accountFind(name);
    if (account === void 0) throw new ChatError("user-not-found", name);
    const { createdAtMs, lastSeenAtMs } = account;
    return { user: presence.toUser(account), createdAtMs, ...lastSeenAtMs === void 0 ? {} : { lastSeenAtMs } };
  }
};

// src/server/requests/lanes.ts
var TASKS_MAX = 1e3;
var Lane = class {
  #waiting;
  #running = 0;
  #isAlone = false;
  #onIdle;
  /** False when too many wait already. `run` never rejects. */
  add(order, run2) {
    const waiting = this.#waiting;
    if (this.#running + (waiting?.length ?? 0) >= TASKS_MAX) return false;
    if (waiting === void 0 && this.#mayStart(order)) this.#start({ order, run: run2 });
    else if (waiting === void 0) this.#waiting = [{ order, run: run2 }];
    else waiting.push({ order, run: run2 });
    return true;
  }
  isIdle() {
    return this.#running === 0;
  }
  /** Resolves when nothing runs or waits. */
  idle() {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#onIdle ??= []).push(resolve));
  }
  #mayStart(order) {
    return this.#running === 0 || order === "pipelined" && !this.#isAlone;
  }
  #start(task) {
    this.#running++;
    this.#isAlone = task.order === "alone";
    void task.run().then(() => this.#finish());
  }
  #finish() {
    this.#running--;
    const waiting = this.#waiting;
    while (waiting?.[0] !== void 0) {
      const [next] = waiting;
      if (!this.#mayStart(next.order)) return;
      waiting.shift();
      this.#start(next);
    }
    this.#waiting = void 0;
    if (this.#running > 0 || this.#onIdle === void 0) return;
    for (const resolve of this.#onIdle) resolve();
    this.#onIdle = void 0;
  }
};

// src/server/requests/dispatch.ts
var HANDLERS = handlers_exports;
var DETAIL_MAX = 60;
function openDispatch(server, monotonicMs) {
  const routes = /* @__PURE__ */ new Map();
  for (const name of Object.keys(REQUESTS)) {
    if (isRequestName(name))
      routes.set(
        name,
        toRoute(name, (limit2) => createLimiter(limit2, monotonicMs), server)
      );
  }
  const toContext = openContexts(server);
  let isClosing = false;
  function accept({ context, lanes }, packet, answer2) {
    const [name, params] = packet;
    if (isClosing) throw new ChatError("server-closing");
    const route = typeof name === "string" ? routes.get(name) : void 0;
    if (route === void 0) throw new ChatError("unknown-request", String(name).slice(0, DETAIL_MAX));
    if (packet.length !== 3) throw new ChatError("bad-request", "one object of parameters is expected");
    const parsed = route.parse(params);
    if (!parsed.success) throw new ChatError("bad-request", whatIsWrong(parsed.error));
    requireRight(route, context);
    requireRate(route, context);
    const isQueued = lanes[route.lane].add(route.order, () => perform(route, context, parsed.data, answer2));
    if (!isQueued) throw new ChatError("busy");
  }
  async function perform(route, context, params, answer2) {
    try {
      requireRight(route, context);
      if (context.connection.isEnding) throw new ChatError("disconnected");
      const data = await route.run(context, params);
      faultPoint("answer.before");
      answer2({ ok: true, data });
      faultPoint("answer.after");
    } catch (error) {
      refuse(error, answer2, route.name);
    }
  }
  function refuse(error, answer2, request) {
    const incident = shortOf(server.newId());
    const isBug = !(error instanceof ChatError);
    if (isBug || error.cause !== void 0) server.log.error({ incident, request, error }, "a request failed");
    answer2({ ok: false, error: toWireError(error, incident) });
  }
  return {
    visit: (connection) => ({ context: toContext(connection), lanes: { chat: new Lane(), transfer: new Lane() } }),
    serve(visit, packet) {
      const answer2 = packet.at(-1);
      if (typeof answer2 !== "function") return;
      const tell = (reply) => void answer2(reply);
      try {
        accept(visit, packet, tell);
      } catch (error) {
        refuse(error, tell, String(packet[0]).slice(0, DETAIL_MAX));
      }
    },
    close: () => isClosing = true
  };
}
function openContexts(server) {
  const shared = Object.create(server, {
    me: {
      get() {
        if (this.connection.account === void 0) throw new ChatError("not-signed-in");
        return this.connection.account;
      }
    }
  });
  return (connection) => Object.assign(Object.create(shared), { connection });
}
function toRoute(name, toLimiter, { settings }) {
  const handler = HANDLERS[name];
  const limit2 = typeof handler.limit === "function" ? handler.limit(settings) : handler.limit;
  const schema = REQUESTS[name].params;
  return {
    name,
    access: handler.access,
    lane: handler.lane,
    order: handler.order,
    limiter: limit2 === void 0 ? void 0 : toLimiter(limit2),
    parse: (params) => schema.safeParse(params),
    // What `parse` let through has the type that the handler of the same name takes.
    run: (context, params) => handler.run(context, params)
  };
}
function requireRight({ access }, { connection }) {
  if (access === "anyone") return;
  if (connection.account === void 0) throw new ChatError("not-signed-in");
  if (access === "admin" && connection.account.role === "member") throw new ChatError("not-allowed");
}
function requireRate({ limiter }, { connection }) {
  const waitSeconds = limiter?.take(connection.account?.userId ?? connection.address) ?? 0;
  if (waitSeconds > 0) throw new ChatError("too-many-requests", String(waitSeconds));
}
function whatIsWrong({ issues: [first] }) {
  if (first === void 0) return "parameters";
  const path = first.path.map(String).join(".");
  return `${path === "" ? "parameters" : path}: ${first.code ?? "invalid"}`.slice(0, DETAIL_MAX);
}

// src/server/hub/fanOut.ts
var PACKET_TEXT_MAX = 128 * 1024;
function spreadCommitted(spread, committed) {
  const entriesByRoom = /* @__PURE__ */ new Map();
  for (const { roomId, entry } of committed) {
    const entries = entriesByRoom.get(roomId);
    if (entries === void 0) entriesByRoom.set(roomId, [entry]);
    else entries.push(entry);
  }
  for (const [roomId, entries] of entriesByRoom) {
    for (const part of partsOf(entries)) spread.toRoom(roomId, "entriesAppended", { roomId, entries: part });
    faultPoint("fanOut.between");
  }
}
function partsOf(entries) {
  const parts = [];
  let start = 0;
  let length = 0;
  for (const [index, entry] of entries.entries()) {
    length += textOf(entry).length;
    if (length <= PACKET_TEXT_MAX || index === start) continue;
    parts.push(entries.slice(start, index));
    start = index;
    length = textOf(entry).length;
  }
  parts.push(start === 0 ? entries : entries.slice(start));
  return parts;
}

// src/server/door/origin.ts
import { isIP } from "node:net";
function isOwnOrigin(origin, host) {
  if (origin === void 0) return true;
  if (!URL.canParse(origin)) return false;
  const named = new URL(origin);
  const bare = named.hostname.replace(/^\[(.*)\]$/, "$1");
  return named.host === host && (bare === "localhost" || isIP(bare) !== 0);
}

// src/server/sockets/socketConnection.ts
var LAST_EVENT_MS = 1e3;
var roomKey = (roomId) => `room:${roomId}`;
var placeOf = ({ socket }) => ({
  address: (socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
  port: socket.remotePort ?? 0
});
var SocketConnection = class {
  address;
  port;
  deviceName;
  account;
  tokenHash;
  isOpen = false;
  isEnding = false;
  lastWords = "";
  #socket;
  #log;
  constructor(socket, log2) {
    const { account, tokenHash, deviceName: deviceName2 = "" } = socket.data;
    const { address, port } = placeOf(socket.request);
    this.address = address;
    this.port = port;
    this.deviceName = deviceName2;
    this.account = account;
    this.tokenHash = tokenHash;
    this.#socket = socket;
    this.#log = log2;
  }
  subscribe(roomIds) {
    void this.#socket.join(roomIds.map(roomKey));
  }
  unsubscribe(roomId) {
    void this.#socket.leave(roomKey(roomId));
  }
  tell(name, payload) {
    this.#socket.emit(name, payload);
  }
  end(code, detail = "") {
    if (this.isEnding) return;
    this.isEnding = true;
    const { account, address, port } = this;
    this.#log.info({ name: account?.name, address, port, code }, "connection ended");
    endSocket(this.#socket, code, detail);
  }
};
function endSocket(socket, code, detail) {
  const raw = socket.request.socket;
  socket.emit("sessionEnded", { code, detail: detail.slice(0, FIXED_LIMITS.reasonLengthMax).toWellFormed() });
  const timer = setTimeout(() => raw.destroy(), LAST_EVENT_MS);
  raw.once("close", () => clearTimeout(timer));
  setImmediate(() => socket.disconnect(true));
}

// src/server/sockets/writes.ts
function openWrites() {
  const waiting = /* @__PURE__ */ new Set();
  function write(conn) {
    const raw = conn.request.socket;
    for (const { options } of conn.writeBuffer)
      if (options?.wsPreEncodedFrame !== void 0) joinFrame(options.wsPreEncodedFrame);
    raw.cork();
    conn.flushNow();
    raw.uncork();
  }
  function writeAll() {
    for (const conn of waiting) write(conn);
    waiting.clear();
  }
  function flush() {
    if (this.writeBuffer.length === 0) return;
    if (this.lanes.chat.isIdle() && this.lanes.transfer.isIdle()) {
      write(this);
      return;
    }
    if (waiting.size === 0) queueMicrotask(() => process.nextTick(writeAll));
    waiting.add(this);
  }
  return (socket, lanes) => {
    const conn = socket.conn;
    Object.assign(conn, { lanes, flushNow: conn.flush, flush });
  };
}
function joinFrame(frame) {
  if (frame.length > 1) frame.splice(0, frame.length, Buffer.concat(frame));
}
function waitingFor({ conn, request }) {
  const { writeBuffer } = conn;
  let bytes = request.socket.writableLength;
  for (const { data } of writeBuffer) if (typeof data === "string") bytes += data.length;
  return { packets: writeBuffer.length, bytes };
}

// src/server/sockets/gateway.ts
var SWEEP_EVERY_MS = 250;
var WAITING_PACKETS_MAX = 1e3;
var WAITING_BYTES_MAX2 = 1024 * 1024;
var SLOW_SWEEPS_MAX = 2;
function openGateway(http, handshakeMs = TIMEOUTS.connectMs) {
  const io = openServer(http, handshakeMs);
  const writeTogether = openWrites();
  const guests = /* @__PURE__ */ new Map();
  let dispatch;
  let sweeper;
  const spread = {
    toRoom: (roomId, name, payload) => void io.local.to(roomKey(roomId)).emit(name, payload)
  };
  function welcome(server, socket, served) {
    const connection = new SocketConnection(socket, server.log);
    const visit = served.visit(connection);
    forgetHandshake(socket);
    writeTogether(socket, visit.lanes);
    guests.set(socket.id, { socket, connection, visit, slowCount: 0 });
    server.connections.add(connection);
    void confirm(server, connection);
    server.life.connectionsChanged(guests.size);
    socket.use((packet) => {
      if (!connection.isEnding) served.serve(visit, packet);
    });
    socket.on("error", (error) => server.log.warn({ error, address: connection.address }, "connection failed"));
    socket.on("disconnect", () => {
      guests.delete(socket.id);
      farewell(server, connection);
      server.life.connectionsChanged(guests.size);
    });
  }
  function strangersAt(address) {
    let count3 = 0;
    for (const { connection } of guests.values()) {
      if (connection.account === void 0 && connection.address === address) count3++;
    }
    return count3;
  }
  function sweep() {
    for (const guest of guests.values()) {
      const { packets, bytes } = waitingFor(guest.socket);
      guest.slowCount = bytes > WAITING_BYTES_MAX2 ? guest.slowCount + 1 : 0;
      if (packets > WAITING_PACKETS_MAX || guest.slowCount >= SLOW_SWEEPS_MAX) guest.connection.end("too-slow");
    }
  }
  return {
    spread,
    serve(server, monotonicMs) {
      const served = openDispatch(server, monotonicMs);
      dispatch = served;
      const handshake = openHandshake(server);
      io.use((socket, next) => {
        handshake(placeOf(socket.request), socket.handshake.auth, strangersAt).then(
          (signedIn) => {
            Object.assign(socket.data, signedIn);
            next();
          },
          (error) => next(toConnectError(error, server))
        );
      });
      io.engine.on("connection", cutWhenClosed);
      io.on("connection", (socket) => welcome(server, socket, served));
      server.store.onCommitted((committed) => spreadCommitted(spread, committed));
      sweeper = setInterval(sweep, SWEEP_EVERY_MS);
      sweeper.unref();
    },
    async close() {
      dispatch?.close();
      clearInterval(sweeper);
      await within(LAST_EVENT_MS * 1.5, Promise.all([...guests.values()].flatMap(({ visit }) => idle(visit))));
      for (const { connection } of guests.values()) connection.end("server-closing");
      await within(LAST_EVENT_MS * 1.5, Promise.all([...guests.values()].map(({ socket }) => closed(socket))));
      void io.close();
    }
  };
}
var openServer = (http, handshakeMs) => new Server2(http, {
  transports: ["websocket"],
  allowUpgrades: false,
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: FIXED_LIMITS.packetBytesMax,
  connectTimeout: handshakeMs,
  pingInterval: TIMEOUTS.pingIntervalMs,
  pingTimeout: TIMEOUTS.pingTimeoutMs,
  allowRequest({ headers }, callback) {
    const isAllowed = isOwnOrigin(headers.origin, headers.host);
    callback(isAllowed ? null : "origin", isAllowed);
  }
});
function cutWhenClosed(conn) {
  conn.on("close", cutSoon);
}
function cutSoon() {
  const raw = this.request.socket;
  const timer = setTimeout(() => raw.destroy(), LAST_EVENT_MS);
  timer.unref();
  raw.once("close", () => clearTimeout(timer));
}
function forgetHandshake(socket) {
  const { conn } = socket;
  Object.assign(conn, { request: { socket: conn.request.socket } });
  Object.assign(socket, { handshake: void 0, data: void 0 });
  void socket.leave(socket.id);
}
async function confirm({ store, connections, now }, connection) {
  const { account, tokenHash } = connection;
  if (account === void 0 || tokenHash === void 0) return;
  if (connections.of(account.userId).length > FIXED_LIMITS.connectionsPerUserMax) {
    connection.end("too-many-connections", String(FIXED_LIMITS.connectionsPerUserMax));
  } else if (await store.sessionFind(tokenHash, now()) === void 0) connection.end("session-expired");
}
function farewell(server, connection) {
  const { account, isOpen, lastWords } = connection;
  server.connections.remove(connection);
  if (account === void 0) return;
  recordLogin(server, connection, { name: account.name, isSuccess: true, method: "disconnect" });
  if (!isOpen || !server.presence.leave(account, lastWords)) return;
  server.store.lastSeenSet(account.userId, server.now()).catch((error) => server.log.error({ error }, "the time somebody was seen last could not be stored"));
}
function toConnectError(error, server) {
  const incident = shortOf(server.newId());
  if (!(error instanceof ChatError)) server.log.error({ incident, error }, "a handshake failed");
  const { code, detail } = error instanceof ChatError ? error : { code: "internal", detail: incident };
  return Object.assign(new Error(code), { data: detail === "" ? { code } : { code, detail } });
}
var idle = ({ lanes }) => Object.values(lanes).map((lane) => lane.idle());
var closed = ({ request: { socket } }) => socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once("close", () => resolve()));
async function within(timeoutMs, work) {
  let timer;
  const timeout = new Promise((resolve) => timer = setTimeout(resolve, timeoutMs));
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}

// src/server/door/inviteCode.ts
import { readFile, writeFile } from "node:fs/promises";
import { join as join2 } from "node:path";
var PATTERN = /^[A-Za-z0-9_-]{22}$/;
async function readInviteCode(dataDir, newId) {
  const path = join2(dataDir, "invite-code");
  const known = await readFile(path, "utf8").catch(() => "");
  if (PATTERN.test(known.trim())) return known.trim();
  const made = newId();
  await writeFile(path, `${made}
`, { mode: 384 });
  return made;
}

// src/server/life.ts
var START_GRACE_MS = 6e4;
var LAST_GONE_MS = 1e4;
function openLife({ settings, after, onStop }) {
  let isKept = !settings.isEmbedded;
  let isStopping = false;
  let cancel;
  function stop2() {
    if (isStopping) return;
    isStopping = true;
    setImmediate(onStop);
  }
  function plan(delayMs) {
    cancel?.();
    cancel = isKept ? void 0 : after(delayMs, stop2);
  }
  function forget() {
    cancel?.();
    cancel = void 0;
  }
  plan(START_GRACE_MS);
  return {
    stop: stop2,
    keep() {
      isKept = true;
      forget();
    },
    connectionsChanged(count3) {
      if (count3 > 0) forget();
      else plan(LAST_GONE_MS);
    },
    close: forget
  };
}

// src/server/door/guesses.ts
var WINDOW = { count: 10, perSeconds: 60 };
var FREE = 5;
var FIRST_PAUSE_MS = 1e3;
var LAST_PAUSE_MS = 15 * 6e4;
var FORGOTTEN_MS = 4 * LAST_PAUSE_MS;
var SWEEP_AT2 = 1e4;
function createGuesses(monotonicMs) {
  const window = createLimiter(WINDOW, monotonicMs);
  const failures = /* @__PURE__ */ new Map();
  let sweepAt = SWEEP_AT2;
  function sweep(nowMs) {
    for (const [key, { lastMs }] of failures) if (nowMs - lastMs >= FORGOTTEN_MS) failures.delete(key);
    sweepAt = Math.max(SWEEP_AT2, failures.size * 2);
  }
  return {
    take(key) {
      const known = failures.get(key);
      const waitMs = known === void 0 ? 0 : known.lastMs + pauseAfter(known.count) - monotonicMs();
      return waitMs > 0 ? Math.ceil(waitMs / 1e3) : window.take(key);
    },
    wrong(key) {
      const nowMs = monotonicMs();
      const known = failures.get(key);
      if (known === void 0 && failures.size >= sweepAt) sweep(nowMs);
      const isFresh = known === void 0 || nowMs - known.lastMs >= FORGOTTEN_MS;
      failures.set(key, { count: isFresh ? 1 : known.count + 1, lastMs: nowMs });
    },
    right: (key) => void failures.delete(key)
  };
}
var pauseAfter = (count3) => count3 < FREE ? 0 : Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(count3 - FREE, 30));

// src/server/door/passwords.ts
import { hash, parseOptions, verify } from "@node-rs/argon2";

// src/server/door/commonPasswords.ts
var WORDS = `
password password1 password12 password123 password1234 password2 password3 password! password1! passw0rd passw0rd1 p@ssw0rd p@ssword p@ssw0rd1 pa$$word pa$$w0rd
12345678 123456789 1234567890 12345678910 0123456789 01234567 012345678 987654321 9876543210 87654321 11111111 111111111 1111111111 00000000 000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999
12341234 123123123 123321123 112233445566 11223344 1122334455 121212121 12121212 123454321 1234567a 12345678a 123456789a a12345678 a123456789 1a2b3c4d 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx zaq1zaq1 zaq1xsw2 2wsx3edc !qaz2wsx 1qaz!qaz
qwertyui qwertyuiop qwertyu1 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty77 qwerty!@ qwerty1! qweqweqwe qweasdzxc qwe123qwe qweasd123 qwer1234 qwert123 qwert1234 qwert12345 qwertz123 qwertzuiop azertyuiop azerty123 asdfghjk asdfghjkl asdfasdf asdf1234 asdfqwer asdf12345 asdasdasd asd123asd zxcvbnm1 zxcvbnm123 zxcvbnm, zxcvbnm,. zxcvzxcv zxcv1234 poiuytrewq lkjhgfdsa mnbvcxz1 aaaaaaaa aaaaaaaaa aaaaaaaaaa abababab abcd1234 abcdefgh abcdefg1 abcdefghi abcdefghij abc12345 abc123456 abc123abc abcabcabc a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aabbccdd xxxxxxxx zzzzzzzz
iloveyou iloveyou1 iloveyou2 iloveyou! iloveyou123 iloveu123 ilovegod ilovejesus ilovemom ilovehim iloveher loveyou1 lovelove love1234 lovelife loverboy lover123 mylove123 truelove trustno1 trustno11 trustnoone letmein1 letmein12 letmein123 letmein! letmeinnow welcome1 welcome12 welcome123 welcome1234 welcome! welcome2 welcome@123 changeme changeme1 changeme123 changeit default1 default123 secret12 secret123 topsecret
administrator admin123 admin1234 admin12345 admin123456 admin@123 adminadmin administrador root1234 rootroot toor1234 superuser superman1 test1234 test12345 testtest testing1 testing123 tester123 guest123 guest1234 user1234 username username1 login123 master12 master123 demo1234 temp1234 temppass computer computer1 internet internet1 internet123 server123 database oracle123 mysql123 postgres system123 linux123 windows1 windows10 microsoft google123 facebook facebook1 twitter1 youtube1 linkedin samsung1 samsung123 iphone123 nintendo playstation minecraft minecraft1 pokemon1 pokemon123 fortnite starcraft warcraft counterstrike
football football1 football12 football123 baseball baseball1 baseball12 basketball basketball1 softball softball1 volleyball hockey123 soccer12 soccer123 soccer10 swimming swimmer1 gymnastics skateboard snowboard liverpool liverpool1 liverpoolfc chelsea1 chelsea123 chelseafc arsenal1 arsenal123 manchester manutd123 barcelona barcelona1 realmadrid juventus juventus1 intermilan steelers steelers1 packers1 cowboys1 yankees1 lakers24 patriots redskins eagles123 raiders1 ferrari1 mercedes mercedes1 porsche1 porsche911 mustang1 corvette corvette1 chevrolet camaro123 yamaha123 motorola motorcycle harley123 harleydavidson
princess princess1 princess12 princess123 sunshine sunshine1 sunshine12 sunshine123 butterfly butterfly1 chocolate chocolate1 strawberry cupcake1 cookie123 banana123 blueberry raspberry cinnamon vanilla1 pineapple watermelon starwars starwars1 startrek1 superman superman12 superman123 batman123 batman12 spiderman spiderman1 ironman1 captain1 wolverine jordan23 jordan123 michael1 michael12 michael123 michelle michelle1 jennifer jennifer1 jessica1 jessica123 ashley123 ashley12 amanda123 andrea123 brittany christopher christian christina christine danielle daniel123 david123 elizabeth elizabeth1 alexander alexander1 alexandra alexandria anthony1 anthony123 andrew123 benjamin benjamin1 brandon1 brandon123 caroline catherine charlie1 charlie123 charlotte cameron1 stephanie stephen1 samantha samantha1 sebastian robert123 richard1 rebecca1 victoria victoria1 veronica valentina nicholas nicholas1 nathaniel natalie1 matthew1 matthew123 melissa1 margaret maximus1 jonathan jonathan1 joshua123 justin123 jasmine1 isabella isabella1 gabriela gabriel1 francesco fernando emmanuel dominic1 patricia patrick1 thomas123 william1 william123 vincent1 killer123 hunter12 hunter123 ranger123 shadow12 shadow123 master1234 monkey12 monkey123 dragon12 dragon123 dragon1234 tigger12 tigger123 ginger123 pepper123 buster123 bailey123 maggie123 cookie12 summer12 summer123 winter123 autumn123 spring123 january1 february september october1 november december december1 monday123 friday13
mustang123 freedom1 freedom123 whatever whatever1 whatever123 nothing1 something anything blink182 metallica metallica1 slipknot slipknot1 nirvana1 greenday1 linkinpark eminem123 rockstar1 rockandroll guitar123 musiclover hiphop123 babygirl babygirl1 babyboy1 babyblue sweetheart sweetie1 sweetpea1 beautiful beautiful1 gorgeous1 handsome1 lollipop lollipop1 bubbles1 bubblegum blessed1 jesus123 jesuschrist jesussaves godisgood godislove heaven123 angel123 angels123 angelina angelica diamond1 diamond123 platinum precious purple123 orange123 yellow123 green123 midnight midnight1 moonlight starlight rainbow1 rainbow123 unicorn1 elephant elephant1 dolphin1 dolphins panther1 cheetah1 leopard1 scorpion crocodile mickey123 mickeymouse snoopy123 garfield garfield1 tinkerbell cinderella pikachu1 naruto123 dragonball dragonballz sasuke123 hello123 hello1234 hello12345 hellohello hellokitty goodluck happy123 happiness friends1 friends4ever forever1 forever21 myspace1 myspace123 mypassword mypassword1 mypass123 nopassword yourpassword thepassword newpassword oldpassword passpass pass1234 pass12345 passwd123 password01 password11 password21 password99 password2020 password2021 password2022 password2023 password2024 password2025 password2026 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 winter2022 winter2023 winter2024 winter2025 spring2024 spring2025 autumn2024 autumn2025 welcome2023 welcome2024 welcome2025 welcome2026 qwerty2023 qwerty2024 qwerty2025 admin2023 admin2024 admin2025
correcthorsebatterystaple letmeinplease opensesame sesame123 abracadabra mellon123 swordfish swordfish1 matrix123 zerocool hacker123 hackerman fuckyou1 fuckyou123 fuckyou2 fuckoff1 fuckthis asshole1 bullshit bitch123 pussycat 69696969 420420420 13131313 10101010 20202020 12345qwert 12345qwerty 123qweasd 123qweasdzxc 123qwe123 1234qwer 1234asdf 1234abcd 1234567q 123abc123 123456abc 123456aa 123456qwerty 147258369 159753456 159357258 147852369 741852963 789456123 963852741 456456456 789789789 102030405060 1029384756 5201314520 woaini1314 woaini520 chattui1 chat-tui chattui123
`;
var COMMON_PASSWORDS = /* @__PURE__ */ new Set([
  ...WORDS.trim().split(/\s+/),
  "correct horse battery staple",
  "open sesame"
]);

// src/server/door/passwords.ts
var DEFAULT_PASSWORD_COST = { memoryKiB: 65536, passes: 3 };
var AT_ONCE = 2;
var QUEUE_MAX = 50;
function openPasswords(cost) {
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1 };
  const atOnce = openGate();
  const nobody = nobodysHash(cost);
  return {
    check: checkPassword,
    hash: (password2) => atOnce(() => hash(password2, options)),
    verify: (passwordHash, password2) => atOnce(async () => {
      const isHash = passwordHash?.startsWith("$argon2id$") === true;
      const isRight = await verify(isHash ? passwordHash : nobody, password2);
      return isHash && isRight;
    }),
    isOutdated(passwordHash) {
      const made = parseOptions(passwordHash);
      return made.memoryCost !== cost.memoryKiB || made.timeCost !== cost.passes;
    }
  };
}
function checkPassword(password2) {
  const length = Array.from(password2).length;
  if (length < FIXED_LIMITS.passwordLengthMin) throw new ChatError("password-short");
  if (length > FIXED_LIMITS.passwordLengthMax) throw new ChatError("password-long");
  if (COMMON_PASSWORDS.has(password2.toLowerCase())) throw new ChatError("password-common");
}
var nobodysHash = ({ memoryKiB, passes }) => `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${"A".repeat(22)}$${"A".repeat(43)}`;
function openGate() {
  let running = 0;
  const waiting = [];
  return async (work) => {
    if (running >= AT_ONCE) {
      if (waiting.length >= QUEUE_MAX) throw new ChatError("busy");
      await new Promise((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === void 0) running--;
      else next();
    }
  };
}

// src/server/hub/presence.ts
var GATHER_MIN_MS = 100;
var GATHER_MAX_MS = 1e3;
var OFFLINE = { state: "offline", status: "" };
function openPresence({ tell, after }) {
  const present = /* @__PURE__ */ new Map();
  const changed = /* @__PURE__ */ new Map();
  let stop2;
  const stateOf = (userId) => present.get(userId) ?? OFFLINE;
  const textOf2 = ({ state, status }) => `${state} ${status}`;
  function change(account, before, now) {
    const { userId, name, displayName } = account;
    const first = changed.get(userId)?.before ?? before;
    changed.set(userId, { before: first, change: { name, displayName, state: now.state, status: now.status } });
    stop2 ??= after(Math.min(GATHER_MAX_MS, Math.max(GATHER_MIN_MS, present.size)), flush);
  }
  function flush() {
    stop2 = void 0;
    const changes = [...changed.values()].filter((one) => one.before !== textOf2(one.change)).map((one) => one.change);
    changed.clear();
    if (changes.length > 0) tell({ changes, onlineCount: present.size });
  }
  return {
    onlineCount: () => present.size,
    isOnline: (userId) => present.has(userId),
    enter(account) {
      const known = present.get(account.userId);
      if (known !== void 0) {
        known.connectionCount++;
        return;
      }
      const before = textOf2(OFFLINE);
      const now = { connectionCount: 1, state: "online", status: "" };
      present.set(account.userId, now);
      change(account, before, now);
    },
    leave(account, lastWords) {
      const known = present.get(account.userId);
      if (known === void 0) return true;
      known.connectionCount--;
      if (known.connectionCount > 0) return false;
      present.delete(account.userId);
      change(account, textOf2(known), { state: "offline", status: lastWords });
      return true;
    },
    set(account, state, status) {
      const known = present.get(account.userId);
      if (known === void 0) return;
      const before = textOf2(known);
      known.state = state;
      known.status = status;
      change(account, before, known);
    },
    toUser({ userId, name, displayName, role }) {
      const { state, status } = stateOf(userId);
      return { name, displayName, role, state, status };
    },
    close: () => stop2?.()
  };
}

// src/server/door/refusals.ts
var FROM_ONE = { count: 60, perSeconds: 60 };
var FROM_ALL = { count: 600, perSeconds: 60 };
var ADDRESSES_MAX = 1e3;
function createRefusals(monotonicMs) {
  const fromOne = createLimiter(FROM_ONE, monotonicMs);
  const fromAll = createLimiter(FROM_ALL, monotonicMs);
  let counts = /* @__PURE__ */ new Map();
  return {
    take(address) {
      if (fromOne.take(networkOf(address)) === 0 && fromAll.take("") === 0) return true;
      const key = counts.has(address) || counts.size < ADDRESSES_MAX ? address : "";
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return false;
    },
    drain() {
      const drained2 = counts;
      counts = /* @__PURE__ */ new Map();
      return drained2;
    }
  };
}

// src/server/stores/sqlite/engine/database.ts
import { chmodSync as chmodSync2, closeSync as closeSync2, openSync as openSync2, statSync as statSync3 } from "node:fs";
import { join as join3 } from "node:path";
import { DatabaseSync } from "node:sqlite";

// src/server/stores/sqlite/engine/schema.ts
import { chmodSync, closeSync, constants as constants2, copyFileSync, fsyncSync, openSync, renameSync } from "node:fs";

// src/server/stores/sqlite/engine/migrations.ts
var migrations_exports = {};
__export(migrations_exports, {
  m0001: () => m0001,
  m0002: () => m0002,
  m0003: () => m0003
});

// src/server/stores/sqlite/engine/migrations/m0001.ts
var m0001 = {
  version: 1,
  sql: `
CREATE TABLE accounts (
  user_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER
) STRICT;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  device_name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE rooms (
  room_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  topic TEXT NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX rooms_by_name ON rooms (name) WHERE kind <> 'direct';

CREATE TABLE directs (
  low_user_id INTEGER NOT NULL,
  high_user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL UNIQUE REFERENCES rooms (room_id),
  PRIMARY KEY (low_user_id, high_user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  name TEXT NOT NULL,
  read_seq INTEGER NOT NULL,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_name ON members (room_id, name);
CREATE INDEX rooms_of_member ON members (user_id);

-- What is looked at while counting stands before the text, so that long texts are not read then.
CREATE TABLE entries (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  data TEXT,
  text TEXT,
  PRIMARY KEY (room_id, seq),
  UNIQUE (room_id, sender_id, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
  user_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
  user_id INTEGER NOT NULL REFERENCES accounts (user_id),
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  by_user_id INTEGER NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
  file_id TEXT PRIMARY KEY,
  room_id INTEGER NOT NULL REFERENCES rooms (room_id),
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  offered_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  sha256 TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX files_of_room ON files (room_id, seq);

CREATE TABLE logins (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  is_success INTEGER NOT NULL,
  method TEXT NOT NULL
) STRICT;
`
};

// src/server/stores/sqlite/engine/migrations/m0002.ts
var m0002 = {
  version: 2,
  sql: `
-- The kinds of COUNTED_KINDS; when they change, so does this.
CREATE INDEX entries_counted ON entries (room_id, seq, sender_id) WHERE kind IN ('message', 'action', 'file');
`
};

// src/server/stores/sqlite/engine/migrations/m0003.ts
var m0003 = {
  version: 3,
  sql: `
CREATE TABLE entries_by_id (
  room_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  data TEXT,
  text TEXT,
  PRIMARY KEY (room_id, seq),
  UNIQUE (entry_id, room_id, sender_id)
) STRICT, WITHOUT ROWID;
INSERT INTO entries_by_id SELECT * FROM entries;
DROP TABLE entries;
ALTER TABLE entries_by_id RENAME TO entries;
-- As in the schema before.
CREATE INDEX entries_counted ON entries (room_id, seq, sender_id) WHERE kind IN ('message', 'action', 'file');
`
};

// src/server/stores/sqlite/engine/schema.ts
var MIGRATIONS = Object.values(migrations_exports).toSorted(
  (one, other) => one.version - other.version
);
function migrate({ connection, dataDir, path, migrations = MIGRATIONS }) {
  const known = migrations.at(-1)?.version ?? 0;
  const { user_version: version } = connection.prepare("PRAGMA user_version").get();
  if (version > known) {
    throw new ChatError(
      "settings-invalid",
      `The data in ${dataDir} was written by a newer chat-tui (schema ${version}, this one knows ${known}). Update chat-tui.`
    );
  }
  const missing = migrations.filter((migration) => migration.version > version);
  if (version > 0 && missing.length > 0) keepCopy(connection, path, `${path}.schema-${version}`);
  for (const migration of missing) apply(connection, migration);
}
function keepCopy(connection, path, copyPath) {
  connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const partPath = `${copyPath}.part`;
  copyFileSync(path, partPath, constants2.COPYFILE_FICLONE);
  chmodSync(partPath, 384);
  const file2 = openSync(partPath, "r+");
  fsyncSync(file2);
  closeSync(file2);
  renameSync(partPath, copyPath);
}
function apply(connection, { version, sql }) {
  connection.exec("BEGIN IMMEDIATE");
  connection.exec(sql);
  connection.exec(`PRAGMA user_version = ${version}`);
  connection.exec("COMMIT");
}

// src/server/stores/sqlite/engine/database.ts
var FILE = "chat.db";
var SQLITE_BUSY = 5;
var DAMAGED = /* @__PURE__ */ new Set([11, 26]);
var LOOKED_THROUGH_MAX = 16 * 1024 * 1024;
function openDatabase(dataDir) {
  const lock = inDataDir(dataDir, () => {
    makeFolder(dataDir);
    chmodSync2(dataDir, 448);
    return lockFolder(dataDir);
  });
  let connection;
  try {
    const opened = inDataDir(dataDir, () => openFile(join3(dataDir, FILE)));
    connection = opened;
    inDataDir(dataDir, () => requireSound(opened, join3(dataDir, FILE)));
    inDataDir(dataDir, () => migrate({ connection: opened, dataDir, path: join3(dataDir, FILE) }));
    return toDatabase(opened, lock);
  } catch (error) {
    connection?.close();
    lock.close();
    throw error;
  }
}
function openFile(path) {
  makePrivate(path);
  const connection = new DatabaseSync(path, { enableDoubleQuotedStringLiterals: false });
  try {
    connection.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
    PRAGMA busy_timeout = 1000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
function lockFolder(dataDir) {
  const path = join3(dataDir, "server.lock");
  makePrivate(path);
  const lock = new DatabaseSync(path);
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw error;
  }
  return lock;
}
function makePrivate(path) {
  closeSync2(openSync2(path, "a", 384));
  chmodSync2(path, 384);
}
function inDataDir(dataDir, open2) {
  try {
    return open2();
  } catch (error) {
    if (error instanceof ChatError && error.code === "settings-invalid") throw error;
    throw new ChatError("settings-invalid", whyNot(dataDir, error), { cause: error });
  }
}
function whyNot(dataDir, error) {
  const code = (sqliteCodeOf(error) ?? 0) & 255;
  if (code === SQLITE_BUSY) {
    return `The folder ${dataDir} is in use by another chat-tui server. Join that one, or choose another folder with --data.`;
  }
  if (DAMAGED.has(code) || error instanceof ChatError) {
    return `The data in ${dataDir} is damaged (${messageOf(error)}). Put back a backup of that folder, or choose another one with --data.`;
  }
  return `The folder ${dataDir} cannot be used as data folder (${messageOf(error)}).`;
}
function requireSound(connection, path) {
  const numberOf = (pragma) => Number(Object.values(connection.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const { size } = statSync3(path);
  const wanted = numberOf("page_count") * numberOf("page_size");
  if (wanted > LOOKED_THROUGH_MAX && size >= wanted) return;
  const [found] = Object.values(connection.prepare("PRAGMA quick_check(1)").get() ?? {});
  if (found !== "ok") throw new ChatError("storage-damaged", String(found).replaceAll(/\s+/g, " ").slice(0, 200));
}
var messageOf = (error) => error instanceof ChatError ? error.detail : plainMessageOf(error);
var plainMessageOf = (error) => typeof error === "object" && error !== null && "message" in error ? String(error.message) : "unknown";
function sqliteCodeOf(error) {
  if (error instanceof ChatError) return sqliteCodeOf(error.cause);
  if (typeof error !== "object" || error === null || !("errcode" in error)) return void 0;
  return typeof error.errcode === "number" ? error.errcode : void 0;
}
function isInTransaction(connection) {
  try {
    connection.exec("BEGIN");
  } catch {
    return true;
  }
  connection.exec("ROLLBACK");
  return false;
}
function toDatabase(connection, lock) {
  const statements = /* @__PURE__ */ new Map();
  return {
    exec: (sql) => connection.exec(sql),
    statement(sql) {
      let statement = statements.get(sql);
      if (statement === void 0) statements.set(sql, statement = connection.prepare(sql));
      return statement;
    },
    isInTransaction: () => isInTransaction(connection),
    close() {
      connection.close();
      lock.close();
    }
  };
}
function query(database, sql) {
  const statement = database.statement(sql);
  return {
    one(...params) {
      try {
        return statement.get(...params);
      } catch (error) {
        throw asDamage(error);
      }
    },
    all(...params) {
      try {
        return statement.all(...params);
      } catch (error) {
        throw asDamage(error);
      }
    },
    while(take2, ...params) {
      const rows = [];
      try {
        for (const row of statement.iterate(...params)) {
          if (!take2(row)) break;
          rows.push(row);
        }
        return rows;
      } catch (error) {
        throw asDamage(error);
      }
    }
  };
}
var asDamage = (error) => DAMAGED.has((sqliteCodeOf(error) ?? 0) & 255) ? new ChatError("storage-damaged", plainMessageOf(error), { cause: error }) : error;

// src/server/stores/sqlite/rooms/members.ts
function openMembers({ database, log: log2, names }) {
  const find = query(
    database,
    "SELECT user_id FROM members WHERE room_id = ? AND user_id = ?"
  );
  const countRooms = query(
    database,
    "SELECT count(*) AS count FROM members WHERE user_id = ?"
  );
  const insert = database.statement(
    `INSERT INTO members (room_id, user_id, name, read_seq)
      SELECT room_id, ?, ?, last_seq FROM rooms WHERE room_id = ?`
  );
  const remove = database.statement("DELETE FROM members WHERE room_id = ? AND user_id = ?");
  const count3 = database.statement("UPDATE rooms SET member_count = member_count + ? WHERE room_id = ?");
  const dropInvite = database.statement("DELETE FROM invites WHERE user_id = ? AND room_id = ?");
  const dropMentions = database.statement("DELETE FROM mentions WHERE user_id = ? AND room_id = ?");
  function add(roomId, userId) {
    if ((countRooms.one(userId)?.count ?? 0) >= FIXED_LIMITS.roomsPerUserMax) {
      throw new ChatError("too-many-rooms", String(FIXED_LIMITS.roomsPerUserMax));
    }
    insert.run(userId, names.nameOf(userId), roomId);
    count3.run(1, roomId);
    dropInvite.run(userId, roomId);
  }
  return {
    add,
    has: (roomId, userId) => find.one(roomId, userId) !== void 0,
    join({ roomId, userId, entryId, atMs }) {
      log2.append({ roomId, userId, body: { kind: "joined", id: entryId }, atMs });
      add(roomId, userId);
    },
    leave({ roomId, userId, entryId, atMs }) {
      log2.append({ roomId, userId, body: { kind: "left", id: entryId }, atMs });
      remove.run(roomId, userId);
      count3.run(-1, roomId);
      dropMentions.run(userId, roomId);
    }
  };
}

// src/server/stores/sqlite/accounts.ts
var ACCOUNT_COLUMNS = "accounts.user_id, accounts.name, accounts.display_name, accounts.role, accounts.password_hash, accounts.created_at_ms, accounts.last_seen_at_ms";
var toAccount = (row) => ({
  userId: row.user_id,
  name: row.name,
  displayName: row.display_name,
  role: row.role,
  passwordHash: row.password_hash,
  createdAtMs: row.created_at_ms,
  ...row.last_seen_at_ms === null ? {} : { lastSeenAtMs: row.last_seen_at_ms }
});
function openAccounts(sqlite) {
  const { database, commits, newId } = sqlite;
  const members = openMembers(sqlite);
  const byName = query(database, `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE name = ?`);
  const byId = query(database, `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE user_id = ?`);
  const page2 = query(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE name > ? ORDER BY name LIMIT ?`
  );
  const count3 = query(database, "SELECT count(*) AS count FROM accounts");
  const any = query(database, "SELECT user_id FROM accounts LIMIT 1");
  const insert = database.statement(
    "INSERT INTO accounts (name, display_name, role, password_hash, created_at_ms) VALUES (?, ?, ?, ?, ?)"
  );
  const setRole = database.statement("UPDATE accounts SET role = ? WHERE user_id = ? AND role <> 'owner'");
  const setPassword = database.statement("UPDATE accounts SET password_hash = ? WHERE user_id = ?");
  const setLastSeen = database.statement("UPDATE accounts SET last_seen_at_ms = ? WHERE user_id = ?");
  const optional3 = (row) => row === void 0 ? void 0 : toAccount(row);
  return {
    accountCreate: ({ name, displayName, passwordHash, atMs }) => commits.writeWhole(() => {
      if (byName.one(name) !== void 0) throw new ChatError("name-taken", name);
      const role = any.one() === void 0 ? "owner" : "member";
      const userId = Number(insert.run(name, displayName, role, passwordHash, atMs).lastInsertRowid);
      members.join({ roomId: LOBBY.roomId, userId, entryId: newId(), atMs });
      return { userId, name, displayName, role, passwordHash, createdAtMs: atMs };
    }),
    accountFind: async (name) => optional3(byName.one(name)),
    accountFindById: async (userId) => optional3(byId.one(userId)),
    accountList: async ({ afterName = "", limit: limit2 }) => page2.all(afterName, limit2).map(toAccount),
    accountCount: async () => count3.one()?.count ?? 0,
    roleSet: (userId, role) => commits.write(() => void setRole.run(role, userId)),
    passwordSet: (userId, passwordHash) => commits.write(() => void setPassword.run(passwordHash, userId)),
    lastSeenSet: (userId, atMs) => commits.writeSoon(() => void setLastSeen.run(atMs, userId))
  };
}

// src/server/stores/sqlite/engine/checkpoints.ts
var PAGES_MAX = 2e3;
var PAGE_BYTES = 4096;
var PAGES_PER_COMMIT = 5;
var PAGES_PER_JOB = 0.5;
function openCheckpoints(database, onFailure) {
  let pages = PAGES_MAX;
  let planned;
  function run2() {
    planned = void 0;
    pages = 0;
    try {
      database.exec("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (error) {
      onFailure(error);
    }
  }
  return {
    count(jobs, textLength) {
      pages += PAGES_PER_COMMIT + jobs * PAGES_PER_JOB + Math.ceil(textLength / PAGE_BYTES);
      if (pages >= PAGES_MAX) planned ??= setImmediate(run2);
    },
    close: () => clearImmediate(planned)
  };
}

// src/server/stores/sqlite/engine/commits.ts
var MORE_TURNS_MAX = 2;
var SOON_MS = 50;
var JOBS_MAX = 500;
var SQLITE_FULL = 13;
var FATAL_PRIMARY = /* @__PURE__ */ new Set([10, 11, 26]);
var SHARED_INDEX = new Set([18, 19, 20, 21].map((kind2) => 10 | kind2 << 8));
var UNFORESEEN = new Error("work failed half-way");
var isFull = (code) => (code & 255) === SQLITE_FULL || SHARED_INDEX.has(code);
var isFatal = (code) => FATAL_PRIMARY.has(code & 255) && !SHARED_INDEX.has(code);
var textLengthOf = (committed) => committed.reduce((length, { entry }) => length + textOf(entry).length, 0);
function openCommits(database, { onSave, onRollback, onSynced }) {
  const begin = database.statement("BEGIN IMMEDIATE");
  const end = database.statement("COMMIT");
  let queue = [];
  let isArmed = false;
  let soon;
  let isBroken = false;
  let isClosed = false;
  let untold;
  let announced = [];
  let listener = () => {
  };
  const checkpoints = openCheckpoints(database, (error) => {
    const code = sqliteCodeOf(error);
    if (code === void 0 || !isFatal(code)) return;
    isBroken = true;
    untold = error;
  });
  const enqueue = (run2, { isWhole: isWhole2 = false, mayWait = false } = {}) => new Promise((resolve, reject) => {
    if (isClosed || isBroken) {
      reject(isClosed ? new ChatError("server-closing") : failed());
      return;
    }
    queue.push({
      run: run2,
      isWhole: isWhole2,
      resolve,
      reject,
      outcome: void 0,
      isRefused: false
    });
    if (mayWait) soon ??= setTimeout(arm, SOON_MS);
    else arm();
  });
  function arm() {
    clearTimeout(soon);
    soon = void 0;
    if (isArmed) return;
    isArmed = true;
    setImmediate(gather, 0, MORE_TURNS_MAX);
  }
  function failed() {
    const cause = untold;
    untold = void 0;
    return new ChatError("storage-failed", "", cause === void 0 ? {} : { cause });
  }
  function gather(countBefore, turns) {
    if (turns > 0 && queue.length > countBefore) setImmediate(gather, queue.length, turns - 1);
    else flush();
  }
  function flush() {
    isArmed = false;
    const jobs = queue.length > JOBS_MAX ? queue.splice(0, JOBS_MAX) : queue;
    if (jobs === queue) queue = [];
    else {
      isArmed = true;
      setImmediate(flush);
    }
    if (jobs.length > 0) commit(jobs);
  }
  function commit(jobs) {
    announced = [];
    try {
      if (isBroken) throw failed();
      begin.run();
      for (const job of jobs) perform(job);
      onSave();
      faultPoint("commit.before");
      end.run();
      faultPoint("commit.after");
      onSynced(announced.length);
      checkpoints.count(jobs.length, textLengthOf(announced));
    } catch (error) {
      if (error !== UNFORESEEN) fail(jobs, error);
      else if (rollBack()) commit(jobs.map((job) => Object.assign(job, { isWhole: true, isRefused: false })));
      else fail(jobs, error);
      return;
    }
    if (announced.length > 0) listener(announced);
    for (const job of jobs) {
      if (job.isRefused) job.reject(job.outcome);
      else job.resolve(job.outcome);
    }
  }
  function perform(job) {
    const announcedBefore = announced.length;
    if (job.isWhole) {
      onSave();
      database.exec("SAVEPOINT job");
    }
    try {
      job.outcome = job.run();
      if (job.isWhole) database.exec("RELEASE job");
    } catch (error) {
      if (endsTransaction(error)) throw error;
      if (!job.isWhole && !(error instanceof ChatError)) throw UNFORESEEN;
      if (job.isWhole) {
        database.exec("ROLLBACK TO job; RELEASE job");
        onRollback();
      }
      announced.length = announcedBefore;
      job.outcome = error;
      job.isRefused = true;
    }
  }
  const endsTransaction = (error) => {
    const code = sqliteCodeOf(error);
    return code !== void 0 && (isFull(code) || isFatal(code) || !database.isInTransaction());
  };
  function rollBack() {
    try {
      if (database.isInTransaction()) database.exec("ROLLBACK");
      return true;
    } catch {
      return false;
    } finally {
      onRollback();
    }
  }
  function fail(jobs, cause) {
    const code = sqliteCodeOf(cause);
    if (code !== void 0 && isFatal(code)) isBroken = true;
    if (!rollBack()) isBroken = true;
    const error = new ChatError(code !== void 0 && isFull(code) ? "storage-full" : "storage-failed", "", { cause });
    for (const job of jobs) job.reject(error);
  }
  return {
    write: (run2) => enqueue(run2),
    writeSoon: (run2) => enqueue(run2, { mayWait: true }),
    writeWhole: (run2) => enqueue(run2, { isWhole: true }),
    announce: (committed) => announced.push(committed),
    onCommitted: (told) => listener = told,
    close() {
      clearTimeout(soon);
      while (queue.length > 0) flush();
      isClosed = true;
      checkpoints.close();
    }
  };
}

// src/server/stores/sqlite/entryRow.ts
import { crc32 } from "node:zlib";
var ENTRY_COLUMNS = "room_id, seq, sender_id, kind, sent_at_ms, entry_id, data, text, checksum";
function toEntryRow({ roomId, seq, userId, body: body2, sentAtMs }) {
  const text3 = "text" in body2 && !body2.text.includes("\0") ? body2.text : null;
  const row = {
    room_id: roomId,
    seq,
    sender_id: userId,
    kind: body2.kind,
    sent_at_ms: sentAtMs,
    entry_id: body2.id,
    data: dataOf(body2, text3 !== null),
    text: text3,
    checksum: 0
  };
  row.checksum = checksumOf(row);
  return row;
}
function toEntry(row, names) {
  if (checksumOf(row) !== row.checksum) {
    throw new ChatError("storage-damaged", `entry ${row.seq} of room ${row.room_id}`, {
      cause: new Error("the checksum of an entry is wrong")
    });
  }
  return {
    ...row.data === null ? {} : JSON.parse(row.data),
    ...row.text === null ? {} : { text: row.text },
    seq: row.seq,
    id: row.entry_id,
    sender: names.nameOf(row.sender_id),
    sentAtMs: row.sent_at_ms,
    kind: row.kind
  };
}
var checksumOf = ({ room_id, seq, sender_id, kind: kind2, sent_at_ms, entry_id, data, text: text3 }) => crc32(`${room_id} ${seq} ${sender_id} ${kind2} ${sent_at_ms} ${entry_id} ${data ?? ""} ${text3 ?? ""}`);
function dataOf(body2, isTextApart) {
  if (isTextApart && (body2.kind === "message" || body2.kind === "action")) return null;
  const { id: _id, kind: _kind, ...rest } = body2;
  if (!isTextApart || !("text" in rest)) return jsonOf(rest);
  const { text: _text, ...data } = rest;
  return jsonOf(data);
}
var jsonOf = (data) => Object.keys(data).length === 0 ? null : JSON.stringify(data);

// src/server/stores/sqlite/entries.ts
var PAGE_TEXT_MAX = 256 * 1024;
function openEntries({ database, commits, log: log2 }) {
  const findLastSeq = query(database, "SELECT last_seq FROM rooms WHERE room_id = ?");
  const upwards = query(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq > ? AND seq < ? ORDER BY seq LIMIT ?`
  );
  const downwards = query(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`
  );
  return {
    entryAppend: (append) => commits.write(() => log2.appendByMember(append)),
    async entryList({ roomId, userId, beforeSeq, afterSeq, limit: limit2 }) {
      log2.requireMember(roomId, userId);
      const end = beforeSeq ?? Number.MAX_SAFE_INTEGER;
      const page2 = afterSeq === void 0 ? downwards.while(fitsOnePage(), roomId, end, limit2) : upwards.while(fitsOnePage(), roomId, afterSeq, end, limit2);
      const lastSeq = findLastSeq.one(roomId)?.last_seq ?? 0;
      if (afterSeq === void 0) page2.reverse();
      const last = Math.min(end - 1, lastSeq);
      const nearest = afterSeq === void 0 ? page2.at(-1)?.seq === last : page2[0]?.seq === afterSeq + 1;
      if (last > (afterSeq ?? 0) && !(nearest && isGapless(page2))) {
        throw new ChatError("storage-damaged", `entries of room ${roomId} are missing`);
      }
      return { entries: page2.map((row) => log2.toEntry(row)), lastSeq };
    }
  };
}
var isGapless = (page2) => page2.every(({ seq }, index) => index === 0 || seq === (page2[index - 1]?.seq ?? 0) + 1);
function fitsOnePage() {
  let length = 0;
  let count3 = 0;
  return ({ text: text3 }) => {
    length += text3?.length ?? 0;
    count3++;
    return length <= PAGE_TEXT_MAX || count3 === 1;
  };
}

// src/server/stores/sqlite/files.ts
var FILE_COLUMNS = "file_id, room_id, seq, sender_id, name, size_bytes, offered_at_ms, state, sha256";
var FILE_SEEN_BY = `SELECT ${FILE_COLUMNS} FROM files WHERE file_id = ?
  AND EXISTS (SELECT 1 FROM members WHERE members.room_id = files.room_id AND user_id = ?)`;
var toFile = (row, names) => ({
  fileId: row.file_id,
  roomId: row.room_id,
  seq: row.seq,
  senderName: names.nameOf(row.sender_id),
  name: row.name,
  sizeBytes: row.size_bytes,
  offeredAtMs: row.offered_at_ms,
  state: row.state,
  ...row.sha256 === null ? {} : { sha256: row.sha256 }
});
function openFiles(sqlite) {
  const { database, log: log2, names } = sqlite;
  const find = query(database, `SELECT ${FILE_COLUMNS} FROM files WHERE file_id = ?`);
  const findSeen = query(database, FILE_SEEN_BY);
  const page2 = query(
    database,
    `SELECT ${FILE_COLUMNS} FROM files WHERE room_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`
  );
  const total = query(
    database,
    "SELECT ifnull(sum(size_bytes), 0) AS total FROM files WHERE state <> 'cancelled'"
  );
  return {
    async fileFind(fileId, userId) {
      const row = findSeen.one(fileId, userId);
      if (row === void 0) throw new ChatError("file-not-found", fileId);
      return toFile(row, names);
    },
    async fileFindAny(fileId) {
      const row = find.one(fileId);
      return row === void 0 ? void 0 : toFile(row, names);
    },
    async fileList({ roomId, userId, beforeSeq = Number.MAX_SAFE_INTEGER, limit: limit2 }) {
      log2.requireMember(roomId, userId);
      return page2.all(roomId, beforeSeq, limit2).map((row) => toFile(row, names));
    },
    fileBytesTotal: async () => total.one()?.total ?? 0
  };
}
function openOffers({ database, commits, log: log2, names }) {
  const find = query(database, `SELECT ${FILE_COLUMNS} FROM files WHERE file_id = ?`);
  const findSeen = query(database, FILE_SEEN_BY);
  const insert = database.statement(
    `INSERT INTO files (file_id, room_id, seq, sender_id, name, size_bytes, offered_at_ms, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'uploading')`
  );
  const settle = database.statement("UPDATE files SET state = ?, sha256 = ? WHERE file_id = ?");
  const get = (fileId) => {
    const row = find.one(fileId);
    if (row === void 0) throw new ChatError("file-not-found", fileId);
    return row;
  };
  return {
    fileOffer: ({ roomId, userId, entryId, fileId, name, sizeBytes, atMs }) => commits.writeWhole(() => {
      const body2 = { kind: "file", id: entryId, fileId, name, sizeBytes };
      const { entry, partner } = log2.appendByMember({ roomId, userId, body: body2, atMs });
      if (entry.kind !== "file") throw new ChatError("bad-request", "clientMsgId");
      if (entry.fileId === fileId) insert.run(fileId, roomId, entry.seq, userId, name, sizeBytes, atMs);
      return { ...toFile(get(entry.fileId), names), ...partner === void 0 ? {} : { partner } };
    }),
    fileSettle: ({ fileId, userId, state, sha256, entryId, atMs }) => commits.writeWhole(() => {
      const row = findSeen.one(fileId, userId);
      if (row === void 0) throw new ChatError("file-not-found", fileId);
      if (row.sender_id !== userId) throw new ChatError("not-allowed");
      if (row.state === state) return toFile(row, names);
      if (row.state === "cancelled") throw new ChatError("file-gone", row.name);
      settle.run(state, sha256 ?? null, fileId);
      const body2 = state === "complete" ? { kind: "fileCompleted", id: entryId, fileId, sha256: sha256 ?? "" } : { kind: "fileCancelled", id: entryId, fileId };
      log2.append({ roomId: row.room_id, userId, body: body2, atMs });
      return toFile(get(fileId), names);
    })
  };
}

// src/server/stores/sqlite/heads.ts
var KNOWN_MAX = 1e4;
function openHeads(database) {
  const find = query(
    database,
    `SELECT kind, last_seq,
      ifnull((SELECT sent_at_ms FROM entries WHERE entries.room_id = rooms.room_id AND seq = last_seq), 0) AS last_ms
      FROM rooms WHERE room_id = ?`
  );
  const update = database.statement("UPDATE rooms SET last_seq = ? WHERE room_id = ?");
  const known = /* @__PURE__ */ new Map();
  const unsaved = /* @__PURE__ */ new Map();
  return {
    of(roomId) {
      const head = known.get(roomId) ?? unsaved.get(roomId);
      if (head !== void 0) return head;
      const row = find.one(roomId);
      if (row === void 0) return void 0;
      if (known.size >= KNOWN_MAX) known.clear();
      const found = { kind: row.kind, lastSeq: row.last_seq, lastMs: row.last_ms };
      known.set(roomId, found);
      return found;
    },
    moved: (roomId, head) => void unsaved.set(roomId, head),
    save() {
      for (const [roomId, { lastSeq }] of unsaved) update.run(lastSeq, roomId);
      unsaved.clear();
    },
    forget() {
      known.clear();
      unsaved.clear();
    }
  };
}

// src/server/stores/sqlite/rooms/invites.ts
function openInvites(sqlite) {
  const { database, commits, log: log2, names } = sqlite;
  const members = openMembers(sqlite);
  const findRoom = query(
    database,
    "SELECT kind, name FROM rooms WHERE room_id = ?"
  );
  const insert = database.statement(
    "INSERT OR REPLACE INTO invites (user_id, room_id, by_user_id, sent_at_ms) VALUES (?, ?, ?, ?)"
  );
  const list = query(
    database,
    `SELECT * FROM (SELECT room_id, rooms.name AS room_name, by_user_id, sent_at_ms FROM invites JOIN rooms USING (room_id)
      WHERE user_id = ? ORDER BY sent_at_ms DESC, room_id DESC LIMIT ${FIXED_LIMITS.pageSizeMax}) ORDER BY sent_at_ms, room_id`
  );
  return {
    inviteCreate: ({ roomId, byUserId, userId, atMs }) => commits.write(() => {
      log2.requireMember(roomId, byUserId);
      const room = findRoom.one(roomId);
      if (room === void 0 || room.kind === "direct") throw new ChatError("not-allowed");
      if (members.has(roomId, userId)) throw new ChatError("already-member", names.nameOf(userId));
      insert.run(userId, roomId, byUserId, atMs);
      return { roomId, roomName: room.name, by: names.nameOf(byUserId), sentAtMs: atMs };
    }),
    inviteList: async (userId) => list.all(userId).map((row) => ({
      roomId: row.room_id,
      roomName: row.room_name,
      by: names.nameOf(row.by_user_id),
      sentAtMs: row.sent_at_ms
    }))
  };
}

// src/server/stores/sqlite/log.ts
function openLog({ database, commits, names, heads, mentions: mentions2 }) {
  const findMember = query(
    database,
    "SELECT user_id FROM members WHERE room_id = ? AND user_id = ?"
  );
  const findEntry = query(
    database,
    `SELECT ${ENTRY_COLUMNS}, (SELECT kind FROM rooms WHERE rooms.room_id = entries.room_id) AS room_kind
      FROM entries WHERE room_id = ? AND sender_id = ? AND entry_id = ?`
  );
  const findId = query(
    database,
    "SELECT seq FROM entries WHERE room_id = ? AND sender_id = ? AND entry_id = ?"
  );
  const findPartner = query(
    database,
    "SELECT user_id, name FROM members WHERE room_id = ? AND user_id <> ?"
  );
  const insert = database.statement(`INSERT INTO entries (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertNew = database.statement(`INSERT OR IGNORE INTO entries (${ENTRY_COLUMNS})
    VALUES ((SELECT room_id FROM members WHERE room_id = ? AND user_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)`);
  function committed(roomId, entry, room) {
    const partner = room.kind === "direct" ? findPartner.one(roomId, room.userId) : void 0;
    return partner === void 0 ? { roomId, entry } : { roomId, entry, partner: { userId: partner.user_id, name: partner.name } };
  }
  function store({ roomId, userId, body: body2, atMs }, head, statement, ...guard) {
    const seq = head.lastSeq + 1;
    const sentAtMs = Math.max(atMs, head.lastMs);
    const sender = names.nameOf(userId);
    const row = toEntryRow({ roomId, seq, userId, body: body2, sentAtMs });
    faultPoint("entry.beforeInsert");
    const { changes } = statement.run(
      roomId,
      ...guard,
      seq,
      userId,
      row.kind,
      sentAtMs,
      row.entry_id,
      row.data,
      row.text,
      row.checksum
    );
    if (changes === 0) return void 0;
    head.lastSeq = seq;
    head.lastMs = sentAtMs;
    heads.moved(roomId, head);
    faultPoint("entry.afterInsert");
    if ((body2.kind === "message" || body2.kind === "action") && body2.text.includes("@")) {
      mentions2.record({ roomId, seq, senderId: userId, text: body2.text });
    }
    const result = committed(roomId, { ...body2, seq, sender, sentAtMs }, { kind: head.kind, userId });
    commits.announce(result);
    return result;
  }
  function append(one) {
    const head = heads.of(one.roomId);
    const stored = head === void 0 ? void 0 : store(one, head, insert);
    if (stored === void 0) throw new ChatError("room-not-found");
    heads.save();
    return stored;
  }
  function requireMember(roomId, userId) {
    if (userId === SERVER_SENDER.userId) return;
    if (findMember.one(roomId, userId) === void 0) throw new ChatError("not-in-room", "this room");
  }
  function find(roomId, userId, entryId) {
    const row = findEntry.one(roomId, userId, entryId);
    return row === void 0 ? void 0 : committed(roomId, toEntry(row, names), { kind: row.room_kind, userId });
  }
  function repeated({ roomId, userId, body: body2 }) {
    requireMember(roomId, userId);
    const first = find(roomId, userId, body2.id);
    if (first === void 0) throw new ChatError("out-of-order");
    return first;
  }
  return {
    append,
    requireMember,
    find,
    toEntry: (row) => toEntry(row, names),
    appendByMember(one) {
      const { roomId, userId, afterId } = one;
      if (afterId !== void 0 && findId.one(roomId, userId, afterId) === void 0) return repeated(one);
      const head = heads.of(roomId);
      const stored = head === void 0 ? void 0 : store(one, head, insertNew, userId);
      if (stored !== void 0) return stored;
      requireMember(roomId, userId);
      return find(roomId, userId, one.body.id) ?? append(one);
    }
  };
}

// src/server/stores/sqlite/logins.ts
var KEPT_MAX = 2e5;
function openLogins({ database, commits }) {
  const insert = database.statement(
    "INSERT INTO logins (name, address, port, at_ms, is_success, method) VALUES (?, ?, ?, ?, ?, ?)"
  );
  const drop = database.statement("DELETE FROM logins WHERE id <= ?");
  const page2 = query(
    database,
    "SELECT id, name, address, port, at_ms, is_success, method FROM logins WHERE id < ? ORDER BY id DESC LIMIT ?"
  );
  return {
    loginRecord: ({ name, address, port, atMs, isSuccess, method }) => commits.writeSoon(() => {
      const { lastInsertRowid } = insert.run(name, address, port, atMs, isSuccess ? 1 : 0, method);
      drop.run(Number(lastInsertRowid) - KEPT_MAX);
    }),
    async loginList({ beforeId = Number.MAX_SAFE_INTEGER, limit: limit2 }) {
      await commits.write(() => void 0).catch(() => void 0);
      return page2.all(beforeId, limit2).map((row) => ({
        id: row.id,
        name: row.name,
        address: row.address,
        port: row.port,
        atMs: row.at_ms,
        isSuccess: row.is_success === 1,
        method: row.method
      }));
    }
  };
}

// src/server/stores/sqlite/engine/mark.ts
import { closeSync as closeSync3, constants as constants3, ftruncateSync, openSync as openSync3, readFileSync, writeSync } from "node:fs";
import { join as join4 } from "node:path";
var FILE2 = "chat.db-mark";
var MODE = constants3.O_RDWR | constants3.O_CREAT;
var toText = (entries) => `${String(entries).padStart(16, "0")} ${String(entries).padStart(16, "0")}
`;
var SHAPE = /^(\d{16}) \1\n$/;
function openMark(database, dataDir) {
  const path = join4(dataDir, FILE2);
  const file2 = openSync3(path, MODE, 384);
  let count3 = entriesIn(database);
  try {
    const known = Number(SHAPE.exec(readFileSync(file2, "latin1"))?.[1] ?? 0);
    if (known > count3) throw new ChatError("settings-invalid", whatIsMissing(dataDir, path, known - count3));
    ftruncateSync(file2, toText(0).length);
  } catch (error) {
    closeSync3(file2);
    throw error;
  }
  const write = () => {
    try {
      writeSync(file2, toText(count3), 0, "latin1");
    } catch {
    }
  };
  write();
  return {
    advance(entries) {
      count3 += entries;
      write();
    },
    close: () => closeSync3(file2)
  };
}
var entriesIn = (database) => query(database, "SELECT COALESCE(SUM(last_seq), 0) AS count FROM rooms").one()?.count ?? 0;
var whatIsMissing = (dataDir, path, entries) => `The log in ${dataDir} has lost its end: ${entries} entries are missing, as when chat.db-wal is removed or damaged. Put back that file or a backup of the folder. To go on without them, delete ${path}.`;

// src/server/stores/sqlite/rooms/memberships.ts
var MEMBERSHIPS = `SELECT room_id, kind, rooms.name, topic, last_seq, member_count, read_seq
  FROM members JOIN rooms USING (room_id) WHERE user_id = ?`;
var COUNTED = COUNTED_KINDS.map((kind2) => `'${kind2}'`).join(", ");
function openMemberships({ database, commits, log: log2 }) {
  const list = query(database, `${MEMBERSHIPS} ORDER BY room_id`);
  const find = query(database, `${MEMBERSHIPS} AND room_id = ?`);
  const roomIds = query(database, "SELECT room_id FROM members WHERE user_id = ?");
  const countUnread = query(
    database,
    `SELECT count(*) AS count FROM (SELECT 1 FROM entries INDEXED BY entries_counted
      WHERE room_id = ? AND seq > ? AND sender_id <> ? AND kind IN (${COUNTED}) LIMIT ?)`
  );
  const countMentions = query(
    database,
    "SELECT count(*) AS count FROM (SELECT 1 FROM mentions WHERE user_id = ? AND room_id = ? AND seq > ? LIMIT ?)"
  );
  const findPartner = query(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM members JOIN accounts USING (user_id) WHERE room_id = ? AND members.user_id <> ?`
  );
  const countMembers = query(
    database,
    "SELECT member_count FROM rooms WHERE room_id = ?"
  );
  const pageOfMembers = query(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM members INDEXED BY members_by_name JOIN accounts USING (user_id)
      WHERE members.room_id = ? AND members.name > ? ORDER BY members.name LIMIT ?`
  );
  const moveCursor = query(
    database,
    `UPDATE members SET read_seq = max(read_seq, min(?, (SELECT last_seq FROM rooms WHERE rooms.room_id = members.room_id)))
      WHERE room_id = ? AND user_id = ? RETURNING read_seq`
  );
  const dropMentions = database.statement("DELETE FROM mentions WHERE user_id = ? AND room_id = ? AND seq <= ?");
  function toMembership(row, userId) {
    const { room_id: roomId, last_seq: lastSeq, read_seq: readSeq } = row;
    const max = FIXED_LIMITS.unreadCountMax;
    const unread = readSeq >= lastSeq ? 0 : countUnread.one(roomId, readSeq, userId, max)?.count ?? 0;
    const partner = row.kind === "direct" ? findPartner.one(roomId, userId) : void 0;
    return {
      roomId,
      kind: row.kind,
      name: row.name,
      topic: row.topic,
      lastSeq,
      memberCount: row.member_count,
      readSeq,
      unread,
      mentions: unread === 0 ? 0 : countMentions.one(userId, roomId, readSeq, max)?.count ?? 0,
      ...partner === void 0 ? {} : { partner: toAccount(partner) }
    };
  }
  return {
    membershipList: async (userId) => list.all(userId).map((row) => toMembership(row, userId)),
    async membershipFind(roomId, userId) {
      const row = find.one(userId, roomId);
      return row === void 0 ? void 0 : toMembership(row, userId);
    },
    roomIdsOf: async (userId) => roomIds.all(userId).map((row) => row.room_id),
    async memberList({ roomId, userId, afterName = "", limit: limit2 }) {
      log2.requireMember(roomId, userId);
      const members = pageOfMembers.all(roomId, afterName, limit2).map(toAccount);
      return { members, total: countMembers.one(roomId)?.member_count ?? 0 };
    },
    cursorMove: ({ roomId, userId, seq }) => commits.write(() => {
      const moved = moveCursor.one(seq, roomId, userId);
      if (moved === void 0) throw new ChatError("not-in-room", "this room");
      dropMentions.run(userId, roomId, moved.read_seq);
      return moved.read_seq;
    })
  };
}

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

// src/server/stores/sqlite/mentions.ts
var NAMES_MAX = 50;
var MENTION = /(?<![\w.@-])@([a-z0-9][a-z0-9._-]{1,39})/gi;
function namesMentioned(text3) {
  if (!text3.includes("@")) return [];
  const names = /* @__PURE__ */ new Set();
  for (const [, found = ""] of text3.matchAll(MENTION)) {
    for (let name = found.toLowerCase(); name.length > 1; name = name.slice(0, -1)) {
      if (NAME_PATTERN.test(name) && mentions(text3, name)) names.add(name);
      if (!/[._-]$/.test(name)) break;
    }
    if (names.size >= NAMES_MAX) break;
  }
  return [...names];
}
function openMentions(database) {
  const findMember = query(
    database,
    "SELECT user_id FROM members WHERE room_id = ? AND name = ?"
  );
  const insert = database.statement("INSERT OR IGNORE INTO mentions (user_id, room_id, seq) VALUES (?, ?, ?)");
  return {
    record({ roomId, seq, senderId, text: text3 }) {
      for (const name of namesMentioned(text3)) {
        const member2 = findMember.one(roomId, name);
        if (member2 !== void 0 && member2.user_id !== senderId) insert.run(member2.user_id, roomId, seq);
      }
    }
  };
}

// src/server/stores/sqlite/names.ts
function openNames(database) {
  const find = query(database, "SELECT name FROM accounts WHERE user_id = ?");
  const known = /* @__PURE__ */ new Map();
  return {
    nameOf(userId) {
      if (userId === SERVER_SENDER.userId) return SERVER_SENDER.name;
      let name = known.get(userId);
      if (name === void 0) {
        name = find.one(userId)?.name;
        if (name === void 0) throw new Error(`no account has the id ${userId}`);
        known.set(userId, name);
      }
      return name;
    },
    forget: () => known.clear()
  };
}

// src/server/stores/sqlite/rooms/rooms.ts
var ROOM_SEEN_BY = `SELECT rooms.room_id, rooms.kind, rooms.name, rooms.topic, rooms.member_count,
  EXISTS (SELECT 1 FROM members WHERE members.room_id = rooms.room_id AND members.user_id = ?) AS is_member,
  EXISTS (SELECT 1 FROM invites WHERE invites.room_id = rooms.room_id AND invites.user_id = ?) AS is_invited
  FROM rooms WHERE rooms.kind <> 'direct'`;
function openRooms(sqlite) {
  const { database, commits, log: log2 } = sqlite;
  const members = openMembers(sqlite);
  const byName = query(database, `${ROOM_SEEN_BY} AND rooms.name = ?`);
  const byId = query(database, `${ROOM_SEEN_BY} AND rooms.room_id = ?`);
  const kindOf2 = query(
    database,
    "SELECT kind, name FROM rooms WHERE room_id = ?"
  );
  const page2 = query(
    database,
    `${ROOM_SEEN_BY} AND rooms.name > ? AND (rooms.kind = 'public' OR is_member) ORDER BY rooms.name LIMIT ?`
  );
  const insert = database.statement("INSERT INTO rooms (kind, name, topic, created_at_ms) VALUES (?, ?, ?, ?)");
  const setTopic = database.statement("UPDATE rooms SET topic = ? WHERE room_id = ?");
  return {
    roomCreate: ({ name, kind: kind2, topic, userId, entryId, atMs }) => commits.writeWhole(() => {
      if (byName.one(userId, userId, name) !== void 0) throw new ChatError("room-exists", `#${name}`);
      requireTopic(topic);
      const roomId = Number(insert.run(kind2, name, topic, atMs).lastInsertRowid);
      log2.append({ roomId, userId, body: { kind: "created", id: entryId }, atMs });
      members.add(roomId, userId);
      return roomId;
    }),
    async roomFind(name, userId) {
      const row = byName.one(userId, userId, name);
      if (row === void 0 || !maySee(row)) return void 0;
      return { roomId: row.room_id, kind: row.kind, isMember: row.is_member === 1, isInvited: row.is_invited === 1 };
    },
    roomJoin: (join5) => commits.writeWhole(() => {
      const row = byId.one(join5.userId, join5.userId, join5.roomId);
      if (row === void 0 || !maySee(row)) throw new ChatError("room-not-found", "with this number");
      if (row.is_member !== 1) members.join(join5);
    }),
    roomLeave: (leave) => commits.writeWhole(() => {
      log2.requireMember(leave.roomId, leave.userId);
      if (leave.roomId === LOBBY.roomId) throw new ChatError("lobby-stays");
      if (kindOf2.one(leave.roomId)?.kind === "direct") throw new ChatError("direct-stays");
      members.leave(leave);
    }),
    roomList: async ({ userId, afterName = "", limit: limit2 }) => page2.all(userId, userId, afterName, limit2).map((row) => ({
      roomId: row.room_id,
      kind: row.kind,
      name: row.name,
      topic: row.topic,
      memberCount: row.member_count,
      isMember: row.is_member === 1
    })),
    topicSet: ({ roomId, userId, topic, entryId, atMs }) => commits.writeWhole(() => {
      log2.requireMember(roomId, userId);
      requireTopic(topic);
      setTopic.run(topic, roomId);
      log2.append({ roomId, userId, body: { kind: "topic", id: entryId, text: topic }, atMs });
    }),
    directOpen: openDirects(sqlite, members)
  };
}
var maySee = (row) => row.kind === "public" || row.is_member === 1 || row.is_invited === 1;
function requireTopic(topic) {
  if (topic.length > FIXED_LIMITS.topicLengthMax) throw new ChatError("topic-too-long");
}
function openDirects({ database, commits, log: log2 }, members) {
  const find = query(
    database,
    "SELECT room_id FROM directs WHERE low_user_id = ? AND high_user_id = ?"
  );
  const insertRoom = database.statement(
    "INSERT INTO rooms (kind, name, topic, created_at_ms) VALUES ('direct', '', '', ?)"
  );
  const insertPair = database.statement("INSERT INTO directs (low_user_id, high_user_id, room_id) VALUES (?, ?, ?)");
  return async ({ userId, partnerId, entryId, atMs }) => {
    if (userId === partnerId) throw new ChatError("direct-self");
    const pair = [Math.min(userId, partnerId), Math.max(userId, partnerId)];
    const known = find.one(...pair);
    if (known !== void 0) return { roomId: known.room_id, isNew: false };
    return commits.writeWhole(() => {
      const made = find.one(...pair);
      if (made !== void 0) return { roomId: made.room_id, isNew: false };
      const roomId = Number(insertRoom.run(atMs).lastInsertRowid);
      insertPair.run(...pair, roomId);
      log2.append({ roomId, userId, body: { kind: "created", id: entryId }, atMs });
      members.add(roomId, userId);
      members.add(roomId, partnerId);
      return { roomId, isNew: true };
    });
  };
}
function makeLobby({ database, log: log2, newId, now }) {
  const { exists } = query(
    database,
    `SELECT EXISTS (SELECT 1 FROM rooms WHERE room_id = ${LOBBY.roomId}) AS "exists"`
  ).one() ?? { exists: 0 };
  if (exists === 1) return;
  const atMs = now();
  database.exec("BEGIN IMMEDIATE");
  database.statement("INSERT INTO rooms (room_id, kind, name, topic, created_at_ms) VALUES (?, 'public', ?, '', ?)").run(LOBBY.roomId, LOBBY.name, atMs);
  log2.append({
    roomId: LOBBY.roomId,
    userId: SERVER_SENDER.userId,
    body: { kind: "created", id: newId() },
    atMs
  });
  database.exec("COMMIT");
}

// src/server/stores/sqlite/sessions.ts
var USE_RECORDED_EVERY_MS = 60 * 60 * 1e3;
var IDLE_MAX_MS = 90 * 24 * 60 * 60 * 1e3;
function openSessions({ database, commits, now }) {
  database.statement("DELETE FROM sessions WHERE last_used_at_ms < ?").run(now() - IDLE_MAX_MS);
  const find = query(
    database,
    `SELECT ${ACCOUNT_COLUMNS}, sessions.last_used_at_ms FROM sessions JOIN accounts USING (user_id) WHERE token_hash = ?`
  );
  const insert = database.statement(
    "INSERT INTO sessions (token_hash, user_id, device_name, created_at_ms, last_used_at_ms) VALUES (?, ?, ?, ?, ?)"
  );
  const use = database.statement("UPDATE sessions SET last_used_at_ms = ? WHERE token_hash = ?");
  const remove = database.statement("DELETE FROM sessions WHERE token_hash = ?");
  const removeAll = database.statement("DELETE FROM sessions WHERE user_id = ? AND token_hash IS NOT ?");
  return {
    sessionCreate: (session) => commits.write(() => {
      const { tokenHash, userId, deviceName: deviceName2, createdAtMs, lastUsedAtMs } = session;
      insert.run(tokenHash, userId, deviceName2, createdAtMs, lastUsedAtMs);
    }),
    async sessionFind(tokenHash, atMs) {
      const row = find.one(tokenHash);
      if (row === void 0 || atMs - row.last_used_at_ms > IDLE_MAX_MS) return void 0;
      if (atMs - row.last_used_at_ms > USE_RECORDED_EVERY_MS) {
        commits.writeSoon(() => use.run(atMs, tokenHash)).catch(() => {
        });
      }
      return toAccount(row);
    },
    sessionDelete: (tokenHash) => commits.write(() => void remove.run(tokenHash)),
    sessionDeleteAll: (userId, exceptTokenHash) => commits.write(() => void removeAll.run(userId, exceptTokenHash ?? null))
  };
}

// src/server/stores/sqlite.ts
async function openSqliteStore(options) {
  const database = openDatabase(options.dataDir);
  try {
    return inDataDir(options.dataDir, () => toStore(options, database));
  } catch (error) {
    database.close();
    throw error;
  }
}
function toStore(options, database) {
  const names = openNames(database);
  const heads = openHeads(database);
  const commits = openCommits(database, {
    onSave: () => heads.save(),
    onRollback() {
      names.forget();
      heads.forget();
    },
    onSynced: (entries) => mark.advance(entries)
  });
  const log2 = openLog({ database, commits, names, heads, mentions: openMentions(database) });
  const sqlite = { ...options, database, commits, names, log: log2 };
  makeLobby(sqlite);
  const mark = openMark(database, options.dataDir);
  return {
    ...openAccounts(sqlite),
    ...openSessions(sqlite),
    ...openRooms(sqlite),
    ...openInvites(sqlite),
    ...openMemberships(sqlite),
    ...openEntries(sqlite),
    ...openFiles(sqlite),
    ...openOffers(sqlite),
    ...openLogins(sqlite),
    onCommitted: (listener) => commits.onCommitted(listener),
    async close() {
      commits.close();
      mark.close();
      database.close();
    }
  };
}

// src/server/server.ts
var ADDRESS_TRIES_MAX = 120;
var ADMISSIONS_MAX = 200;
var COMINGS = { count: 120, perSeconds: 60 };
var JOIN_HINT = "This is a chat server for terminals. Join it with: npx chat-tui join LINK";
async function openServer2(settings, ports) {
  const { log: log2 } = ports;
  const store = await openSqliteStore({ dataDir: settings.dataDir, now: ports.now, newId: ports.newId });
  const files = openFiles2(settings, ports, store);
  const http = openHttp(files, ports);
  const inviteCode = await readInviteCode(settings.dataDir, ports.newId);
  const sockets = socketsOf(http);
  const gateway = openGateway(http, ports.handshakeMs);
  let stopped;
  const whenStopped = new Promise((resolve) => stopped = resolve);
  let closing;
  const server = openContext({ settings, ports, store, files, inviteCode, gateway, onStop: () => void close() });
  gateway.serve(server, monotonicOf(ports));
  try {
    await listen(http, settings);
  } catch (error) {
    server.life.close();
    await gateway.close();
    server.presence.close();
    await files.close();
    await store.close();
    throw error;
  }
  http.on("error", (error) => log2.error({ error }, "the HTTP server failed"));
  const url = urlOf(settings.host, http.address().port);
  async function closeAll(reason) {
    log2.info({ reason }, "server closing");
    server.life.close();
    http.close();
    const filesClosed = files.close();
    await gateway.close();
    server.presence.close();
    for (const socket of sockets) socket.destroy();
    await filesClosed;
    await recordCounted(server);
    await store.close();
    log2.info({}, "server closed");
    stopped?.();
  }
  function close(reason = "asked to") {
    closing ??= closeAll(reason);
    return closing;
  }
  log2.info({ url, dataDir: settings.dataDir }, "server ready");
  return {
    url,
    joinLink: joinLinkOf({ serverUrl: url, ...settings.registration === "invite" ? { inviteCode } : {} }),
    runConsole: (line) => runConsoleLine(server, line),
    whenStopped,
    close
  };
}
var monotonicOf = (ports) => () => ports.monotonicMs?.() ?? performance.now();
function afterReally(delayMs, run2) {
  const timer = setTimeout(run2, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}
function openContext({ settings, ports, store, files, inviteCode, gateway, onStop }) {
  const { spread } = gateway;
  const after = ports.after ?? afterReally;
  const monotonicMs = monotonicOf(ports);
  const addressMax = settings.triesPerAddressPerMinuteMax ?? ADDRESS_TRIES_MAX;
  return {
    settings,
    programVersion: ports.programVersion ?? "",
    inviteCode,
    store,
    displayNames: openDisplayNames(store),
    files,
    connections: openConnections(spread),
    presence: openPresence({
      after: afterReally,
      tell: (payload) => spread.toRoom(LOBBY.roomId, "presenceChanged", payload)
    }),
    passwords: openPasswords(ports.passwordCost ?? DEFAULT_PASSWORD_COST),
    life: openLife({ settings, after, onStop }),
    log: ports.log,
    guesses: createGuesses(monotonicMs),
    refusals: createRefusals(monotonicMs),
    addressTries: addressMax === 0 ? { take: () => 0 } : createLimiter({ count: addressMax, perSeconds: 60 }, monotonicMs),
    admission: openAdmission(settings.admissionsPerSecondMax ?? ADMISSIONS_MAX, monotonicMs),
    comings: createLimiter(COMINGS, monotonicMs),
    now: ports.now,
    newId: ports.newId,
    newToken: ports.newToken
  };
}
function openFiles2({ dataDir, limits }, ports, store) {
  const now = () => ports.now();
  const authorise = (token) => store.sessionFind(tokenHashOf(token), now());
  return openFileRoutes({ store, dataDir, limits, authorise, now, log: ports.log });
}
function openHttp(files, { programVersion = "", handshakeMs = TIMEOUTS.connectMs }) {
  const answer2 = (res, status, body2) => {
    const headers = { "content-type": "application/json", "x-content-type-options": "nosniff", connection: "close" };
    res.writeHead(status, headers);
    res.end(JSON.stringify(body2));
  };
  const route = (req, res) => {
    if (req.url === HEALTH_PATH) answer2(res, 200, { ok: true, programVersion });
    else if (req.url === JOIN_PATH) answer2(res, 200, { ok: true, hint: JOIN_HINT });
    else if (!files.handle(req, res)) answer2(res, 404, { ok: false });
  };
  const waits = { headersTimeout: handshakeMs, connectionsCheckingInterval: handshakeMs / 2, requestTimeout: 0 };
  const http = createServer({ ...waits, noDelay: true }, route);
  http.maxHeadersCount = 64;
  return http;
}
function socketsOf(http) {
  const sockets = /* @__PURE__ */ new Set();
  function forget() {
    sockets.delete(this);
  }
  http.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", forget);
  });
  return sockets;
}
async function listen(http, { host, port }) {
  await new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen({ host, port }, () => {
      http.off("error", reject);
      resolve();
    });
  }).catch((error) => {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : void 0;
    if (code === "EADDRINUSE") throw new ChatError("port-in-use", String(port), { cause: error });
    throw new ChatError("host-unusable", host, { cause: error });
  });
}
export {
  openServer2 as openServer
};
