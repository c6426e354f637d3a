/**
 * Translation for clients of protocol 1.0, which refuse unknown keys, kinds, words and events: they get only what 1.0 defines.
 * Later clients send their minor version in the handshake.
 */
import {ERRORS} from '../../shared/errorTable.ts';
import {type ErrorCode} from '../../shared/errors.ts';

/** Known keys with the shapes of their values; for a list, the shape of its items. */
type Shape = true | typeof ENTRY | readonly [Shape] | {readonly [key: string]: Shape};
const ENTRY = 'entry';

const USER: Shape = {name: true, displayName: true, role: true, state: true, status: true};
const ROOM: Shape = {
  roomId: true,
  kind: true,
  name: true,
  topic: true,
  memberCount: true,
  lastSeq: true,
  readSeq: true,
  unread: true,
  mentions: true,
  partner: USER,
};
const FILE: Shape = {
  fileId: true,
  roomId: true,
  seq: true,
  name: true,
  sizeBytes: true,
  sender: true,
  offeredAtMs: true,
  state: true,
  sha256: true,
};
const INVITE: Shape = {roomId: true, roomName: true, by: true, sentAtMs: true};
const SERVER: Shape = {programVersion: true, registration: true, hasOwner: true, isEmbedded: true};
const GRANT: Shape = {token: true, name: true};

/** Results by request; those not listed are empty. */
const RESULTS: Readonly<Record<string, Shape>> = {
  serverShow: SERVER,
  accountRegister: GRANT,
  sessionLogin: GRANT,
  sessionOpen: {
    me: USER,
    server: SERVER,
    limits: {messageGraphemesMax: true, messageBytesMax: true, fileBytesMax: true, usersMax: true},
    rooms: [ROOM],
    invites: [INVITE],
    onlineCount: true,
  },
  roomCreate: ROOM,
  roomJoin: ROOM,
  roomList: {
    rooms: [{roomId: true, kind: true, name: true, topic: true, memberCount: true, isMember: true}],
    hasMore: true,
  },
  directOpen: ROOM,
  memberList: {members: [USER], total: true, hasMore: true},
  userShow: {user: USER, createdAtMs: true, lastSeenAtMs: true},
  messageSend: {seq: true, sentAtMs: true, awaits: true},
  entryList: {entries: [ENTRY], lastSeq: true},
  fileOffer: {fileId: true, seq: true, awaits: true},
  fileShow: FILE,
  fileList: {files: [FILE], hasMore: true},
  adminLog: {
    records: [{id: true, name: true, address: true, port: true, atMs: true, isSuccess: true, method: true}],
    hasMore: true,
  },
  adminUsers: {users: [{user: USER, createdAtMs: true, connections: [true], lastSeenAtMs: true}], hasMore: true},
};

/** Requests of 1.0 with an empty result; later requests come only from clients that know their result. */
const WITHOUT_RESULT: ReadonlySet<string> = new Set(
  (
    'ping passwordChange sessionEnd sessionQuit roomLeave roomInvite topicSet presenceSet userKick ' +
    'cursorMove fileComplete fileCancel fileDecline serverKeep serverStop'
  ).split(' '),
);

/** Payloads by event; other events are not sent. */
const EVENTS: Readonly<Record<string, Shape>> = {
  entriesAppended: {roomId: true, entries: [ENTRY]},
  presenceChanged: {changes: [{name: true, displayName: true, state: true, status: true}], onlineCount: true},
  roomOpened: {room: ROOM},
  roomClosed: {roomId: true},
  cursorMoved: {roomId: true, seq: true},
  inviteReceived: INVITE,
  roleChanged: {role: true},
  sessionEnded: {code: true, detail: true},
};

/** Keys by kind of entry. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  message: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'text'],
  action: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'text'],
  created: ['seq', 'id', 'sender', 'sentAtMs', 'kind'],
  joined: ['seq', 'id', 'sender', 'sentAtMs', 'kind'],
  left: ['seq', 'id', 'sender', 'sentAtMs', 'kind'],
  topic: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'text'],
  kicked: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'target', 'text'],
  file: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'fileId', 'name', 'sizeBytes'],
  fileCompleted: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'fileId', 'sha256'],
  fileCancelled: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'fileId'],
  fileDeclined: ['seq', 'id', 'sender', 'sentAtMs', 'kind', 'fileId'],
};

/** Allowed values by key; a later value is replaced by the first one. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  role: ['member', 'admin', 'owner'],
  kind: ['private', 'public', 'direct'],
  // States of people; for files, all states are known.
  state: ['online', 'away', 'offline', 'uploading', 'complete', 'cancelled'],
};

const CODES: ReadonlySet<string> = new Set(
  (
    'bad-request unknown-request version-mismatch internal busy too-many-requests storage-full ' +
    'storage-damaged storage-failed not-signed-in login-failed login-delayed admission-delayed ' +
    'session-expired name-taken name-invalid display-name-taken name-reserved password-short password-long ' +
    'password-common registration-closed invite-needed server-full too-many-connections not-allowed ' +
    'owner-stays kicked server-closing too-slow logged-out room-not-found room-exists room-name-invalid ' +
    'not-in-room lobby-stays direct-stays too-many-rooms user-not-found direct-self already-member ' +
    'topic-too-long message-empty message-too-long message-not-text outbox-full out-of-order file-not-found ' +
    'file-missing file-is-directory file-unreadable file-not-regular file-too-large file-empty-name ' +
    'file-changed file-gone file-damaged file-incomplete file-busy file-unwritable quota-full ' +
    'transfer-failed transfer-not-found'
  ).split(' '),
);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function trim(shape: Shape, value: unknown): unknown {
  if (shape === ENTRY) return trimEntry(value);
  if (shape === true || !isObject(value)) return value;
  if (Array.isArray(shape)) {
    const [row] = shape as readonly [Shape];
    return (value as unknown as unknown[]).map(one => trim(row, one));
  }
  const known: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(shape)) {
    if (value[key] === undefined) continue;
    const words = WORDS[key];
    known[key] = words === undefined || words.includes(value[key] as string) ? trim(inner, value[key]) : words[0];
  }
  return known;
}

/** Stands for an entry that 1.0 must not draw: it says that a file was declined that was never offered. */
const unseen = ({id}: Record<string, unknown>) => ({kind: 'fileDeclined', fileId: id});

/** Replacements for later kinds; changes of an earlier entry are not drawn. */
const STAND_INS: Readonly<Record<string, (entry: Record<string, unknown>) => Record<string, unknown>>> = {
  reacted: unseen,
  deleted: unseen,
  pinned: unseen,
  edited: entry => (entry['text'] === '' ? unseen(entry) : {kind: 'action', text: `(edited) ${String(entry['text'])}`}),
  renamed: entry => ({kind: 'action', text: `renamed this room to #${String(entry['name'])}`}),
  described: entry => ({
    kind: 'action',
    text: entry['text'] === '' ? 'removed the description' : `described this room: ${String(entry['text'])}`,
  }),
  archived: entry => ({
    kind: 'action',
    text: entry['isArchived'] === true ? 'archived this room' : 'took this room out of the archive',
  }),
  gone: () => ({kind: 'action', text: '(deleted)'}),
};

/** Replaces an entry of a later kind, which keeps its seq. */
function trimEntry(entry: unknown): unknown {
  if (!isObject(entry)) return entry;
  const keys = KINDS[String(entry['kind'])];
  const {seq, id, sender, sentAtMs} = entry;
  const older = STAND_INS[String(entry['kind'])]?.(entry);
  if (older !== undefined) return {seq, id, sender, sentAtMs, ...older};
  if (keys === undefined) return {seq, id, sender, sentAtMs, kind: 'action', text: '(this needs a newer chat-tui)'};
  return Object.fromEntries(keys.filter(key => key in entry).map(key => [key, entry[key]]));
}

/** Replaces a later error code by one of 1.0 that has the same effect on retries. */
const trimCode = (code: ErrorCode): ErrorCode =>
  CODES.has(code) ? code : ERRORS[code].canRetry ? 'busy' : 'not-allowed';

/** `undefined` if 1.0 has no such event. */
export function eventForOldest(name: string, payload: unknown): unknown {
  const shape = EVENTS[name];
  if (shape === undefined) return undefined;
  const known = trim(shape, payload);
  if (name === 'sessionEnded' && isObject(known)) known['code'] = trimCode(known['code'] as ErrorCode);
  return known;
}

type Answer = {ok: true; data: unknown} | {ok: false; error: {code: ErrorCode}};

export function answerForOldest(request: string, answer: Answer): Answer {
  if (answer.ok) {
    const shape = RESULTS[request] ?? (WITHOUT_RESULT.has(request) ? {} : true);
    return {ok: true, data: trim(shape, answer.data)};
  }
  return {ok: false, error: {...answer.error, code: trimCode(answer.error.code)}};
}
