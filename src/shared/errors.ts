/** The one list of everything that can go wrong for a person: code, sentence, whether trying again can help; and the one error class. */

interface ErrorKind {
  /** What to tell a person: `{detail}` is replaced by the error's detail, `{one|other}` by what to do on the screen or in the shell. */
  sentence: string;
  /** True when the same request may succeed later without anybody changing anything. */
  canRetry: boolean;
}

const kind = (sentence: string, canRetry = false): ErrorKind => ({sentence, canRetry});

export const ERRORS = {
  // The request itself
  'bad-request': kind('The server did not understand the request ({detail}). Update chat-tui on both sides.'),
  'unknown-request': kind('The server does not know the request {detail}. Update chat-tui on both sides.'),
  'version-mismatch': kind('Client and server speak different versions. {detail}'),
  internal: kind('The server failed on its side. Tell its operator the incident number {detail}.', true),
  busy: kind('The server is busy. Try again in a moment.', true),
  'too-many-requests': kind('Too fast. Wait {detail} seconds and try again.', true),
  'storage-full': kind('The server cannot store anything now: its disk is full. Try again later.', true),
  'storage-damaged': kind(
    'A part of the data on the server is damaged and is not shown ({detail}). Tell its operator to put back a backup.',
  ),
  'storage-failed': kind('The server could not store this. Try again later.', true),
  // Sign-in
  'not-signed-in': kind('You are not logged in. {Log in first.|Use: chat-tui login --user NAME}'),
  'login-failed': kind('Wrong name or wrong password.'),
  'login-delayed': kind('Too many failed logins for this name. Wait {detail} seconds and try again.', true),
  'admission-delayed': kind('Many people come in at once. Wait {detail} seconds; it is tried again by itself.', true),
  'session-expired': kind('Your login is no longer valid. Log in again.'),
  'name-taken': kind('The name {detail} is taken. Choose another, or log in with its password.'),
  'name-invalid': kind(
    'A name has 2 to 32 characters: a-z, 0-9, dot, dash and underscore, starting with a letter or digit.',
  ),
  'display-name-taken': kind(
    'The display name {detail} is taken, reserved, or looks like one that is. Choose another.',
  ),
  'display-name-mixed': kind(
    'The display name {detail} mixes letters of several scripts in one word. Write each word in one.',
  ),
  'name-reserved': kind('The name {detail} is reserved. Choose another.'),
  'password-short': kind('A password has at least 8 characters.'),
  'password-long': kind('A password has at most 128 characters.'),
  'password-common': kind('This password is on every list of common passwords. Choose another.'),
  'registration-closed': kind('This server takes no new accounts. Ask its owner.'),
  'invite-needed': kind('This server takes new accounts by invitation only. Use the join link its owner gave you.'),
  'server-full': kind('The server is full ({detail} online). Try again later.', true),
  'too-many-connections': kind('You are logged in too many times at once ({detail}). Close one first.'),
  'not-allowed': kind('You have no right to do this. Ask an admin.'),
  'owner-stays': kind('{detail} owns this server and stays its owner.'),
  // The end of a session
  kicked: kind('You were disconnected by {detail}.'),
  'server-closing': kind('The server is closing.', true),
  'too-slow': kind('This connection was too slow and was cut; what you missed is being fetched.', true),
  'logged-out': kind('You were logged out.'),
  // Rooms and people
  'room-not-found': kind('There is no room {detail} that you can see. Use {/list|chat-tui rooms} to see the rooms.'),
  'room-exists': kind("The room {detail} exists already. Use {/join |chat-tui join '}{detail}{|'}."),
  'room-name-invalid': kind('A room name has 1 to 64 characters: a-z, 0-9, dot, dash and underscore.'),
  'not-in-room': kind("You are not in {detail}. {Use /join first.|Use chat-tui join '#ROOM' first.}"),
  'lobby-stays': kind('Nobody can leave #lobby.'),
  'too-many-rooms': kind('You are in {detail} rooms, which is the limit. Leave one first.'),
  'too-many-rooms-made': kind(
    'You made {detail} rooms that are in use, which is the limit. Leave one that nobody else is in.',
  ),
  'room-name-alike': kind('The name {detail} looks like that of another room. Choose another.'),
  'topic-not-yours': kind('The topic here is set by admins and by who made the room. Ask one of them.'),
  'user-not-found': kind('There is nobody called {detail} here.'),
  'direct-self': kind('That is you. Choose somebody else.'),
  'already-member': kind('{detail} is in the room already.'),
  'topic-too-long': kind('A topic has at most 500 characters.'),
  // Messages
  'message-empty': kind('An empty message is not sent. Write something first.'),
  'message-too-long': kind('The message is too long: {detail}. Shorten it, or send it as a file{|: add --as-file}.'),
  'message-not-text': kind('This is data and no text. Send it as a file: {/send|chat-tui send TARGET --file} PATH.'),
  'outbox-full': kind('Your disk does not take the message ({detail}). It stays in the input line.', true),
  'out-of-order': kind('A message before this one has not arrived yet. It is sent again by itself.', true),
  // Files
  'file-not-found': kind(
    'There is no file {detail} here. Use {/files|chat-tui files TARGET} to see what the room has.',
  ),
  'file-missing': kind('There is no file {detail} on this machine. Check the path.'),
  'file-is-directory': kind('{detail} is a directory. Send files, or pack it first.'),
  'file-unreadable': kind('{detail} cannot be read. Check its permissions.'),
  'file-not-regular': kind('{detail} is not a regular file. Send a regular file.'),
  'file-too-large': kind('The file is too large: {detail}.'),
  'file-empty-name': kind('The file has no usable name. Rename it first.'),
  'file-changed': kind('{detail} changed while it was being sent. Send it again.'),
  'file-gone': kind('The file {detail} was cancelled by its sender, or deleted.'),
  'file-damaged': kind('The file {detail} arrived damaged and was not kept. Try {/retry|again}.', true),
  'file-incomplete': kind('The file {detail} is not complete on the server yet. Send the rest first.', true),
  'file-busy': kind('The file {detail} is being sent by another program already.'),
  'file-unwritable': kind('{detail} cannot be written. Check the folder and its free space.', true),
  'quota-full': kind('The server has no room for this file ({detail}). Try again later.', true),
  'quota-exceeded': kind(
    'Your files take all the space that one person has here ({detail}). Delete some: {/delete NAME|chat-tui delete TARGET NAME}. Or ask the owner for more.',
  ),
  'unfinished-too-many': kind('You have offered {detail} files that are not sent whole. Send or cancel them first.'),
  'log-quota-full': kind(
    'Your messages take all the space that one person has here ({detail}). Ask the owner for more.',
  ),
  'transfer-failed': kind('The transfer failed for an unforeseen reason ({detail}). Try {/retry|again}.', true),
  'transfer-not-found': kind('There is no transfer {detail}. Look at the transfers pane.'),
  // The client's own
  'no-server': kind('No server answers at {detail}. Check the address, or start one with: chat-tui serve'),
  'host-unknown': kind('The name of the server at {detail} is not known. Check how it is spelled, and the network.'),
  'host-unreachable': kind('There is no way through the network to {detail}. Check the network, and the address.'),
  'certificate-refused': kind('The certificate of {detail}. Nothing was sent. Ask the operator of the server.'),
  'tls-failed': kind(
    'No secure connection came about with {detail}. Check whether the address begins with http:// or https://.',
  ),
  'server-moved': kind(
    '{detail} sends the connection elsewhere, which is not followed. Ask for the address that is right now.',
  ),
  'upgrade-missing': kind(
    '{detail} answers, but makes no WebSocket of it. A proxy in between has to pass upgrades on.',
  ),
  'not-a-server': kind(
    'What answers at {detail} is no chat-tui server, or a proxy that does not reach it. Check the address and the port.',
  ),
  'timed-out': kind('The server did not answer in time. Try again.', true),
  'bad-answer': kind('The server said something that is not understood ({detail}). Update chat-tui on both sides.'),
  unforeseen: kind(
    'Something failed that should not fail ({detail}). What you wrote is kept; start chat-tui again if it looks wrong.',
  ),
  disconnected: kind('There is no connection now. It is being restored.', true),
  'command-unknown': kind('There is no command {detail}. Use /help to see them all; // sends a literal slash.'),
  'command-usage': kind('Usage: {detail}'),
  'one-person-only': kind(
    '{detail} are several people, and this goes to one. Make a room with /create and /invite them, or begin the text with a word.',
  ),
  'address-invalid': kind('{detail} is not a server address. Use HOST, HOST:PORT or a join link.'),
  'target-invalid': kind('{detail} is not a target. Use #room or @user.'),
  'credentials-unsafe': kind(
    '{detail} can be read by others or belongs to somebody else. Run: chmod 600 on it, or delete it and log in again.',
  ),
  'credentials-damaged': kind('The login in {detail} cannot be read. Delete the file and log in again.'),
  'keychain-failed': kind('The keychain did not take the login ({detail}). Use --store file or --store memory.'),
  'settings-invalid': kind('{detail}'),
  // Starting
  'passwords-differ': kind('The two passwords are not the same. Try again.'),
  interrupted: kind('Interrupted; nothing was done.'),
  'screen-without-keys': kind(
    'There is no terminal to read keys from: standard input is {detail}. Start chat-tui without it, or use the verbs; chat-tui --help lists them.',
  ),
  'screen-without-output': kind(
    'There is no terminal to draw on: standard output is {detail}. Start chat-tui without it, or use the verbs; chat-tui --help lists them.',
  ),
  'screen-on-dumb-terminal': kind(
    'A terminal of the kind {detail} cannot show the full screen. Set TERM to what yours is, such as xterm-256color, or use the verbs; chat-tui --help lists them.',
  ),
  'terminal-needed': kind('There is no terminal to ask on. Use {detail}.'),
  'port-in-use': kind('Port {detail} is in use by another program. Choose another with --port.'),
  'port-forbidden': kind(
    'There is no permission to listen on {detail}. Ports below 1024 are the system’s: choose another with --port.',
  ),
  'host-unusable': kind('This machine cannot listen on {detail}. Choose another address with --host.'),
  'host-failed': kind('The server did not start. {detail}'),
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** Own-property check: inherited names such as `toString` are not codes. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** What only this program itself says; a server that sends one of these has no business to. */
const CLIENT_ONLY: ReadonlySet<string> = new Set<ErrorCode>([
  'room-name-invalid',
  'message-not-text',
  'outbox-full',
  'file-missing',
  'file-is-directory',
  'file-unreadable',
  'file-not-regular',
  'file-changed',
  'file-damaged',
  'file-busy',
  'file-unwritable',
  'transfer-failed',
  'transfer-not-found',
  'no-server',
  'host-unknown',
  'host-unreachable',
  'certificate-refused',
  'tls-failed',
  'server-moved',
  'upgrade-missing',
  'not-a-server',
  'timed-out',
  'bad-answer',
  'unforeseen',
  'command-unknown',
  'command-usage',
  'one-person-only',
  'address-invalid',
  'target-invalid',
  'credentials-unsafe',
  'credentials-damaged',
  'keychain-failed',
  'settings-invalid',
  'passwords-differ',
  'interrupted',
  'screen-without-keys',
  'screen-without-output',
  'screen-on-dumb-terminal',
  'terminal-needed',
  'port-in-use',
  'port-forbidden',
  'host-unusable',
  'host-failed',
]);

/** A code that may cross the wire. */
export const isWireCode = (code: string): code is ErrorCode => isErrorCode(code) && !CLIENT_ONLY.has(code);

/** Their detail is whole seconds. */
const WAITS: ReadonlySet<ErrorCode> = new Set(['too-many-requests', 'login-delayed', 'admission-delayed']);

/** How many seconds a refusal asks to wait; 0 for all others. */
export const waitSecondsOf = (code: ErrorCode, detail: string): number =>
  WAITS.has(code) && /^\d{1,9}$/.test(detail) ? Number(detail) : 0;

/** The only class thrown for what a person can meet; a bug is a plain `Error`. */
export class ChatError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail = '', options?: ErrorOptions) {
    super(sentenceOf(code, detail), options);
    this.name = 'ChatError';
    this.code = code;
    this.detail = detail;
  }

  get canRetry(): boolean {
    return ERRORS[this.code].canRetry;
  }
}

/** What a person is told of any error; a bug is named as one. */
export const toKnown = (error: unknown): ChatError =>
  error instanceof ChatError ? error : new ChatError('unforeseen', String(error).slice(0, 200), {cause: error});

type Place = 'screen' | 'shell';

/** The sentence with `{detail}` still in it. */
export const wordingOf = (code: ErrorCode, place: Place): string =>
  ERRORS[code].sentence.replaceAll(/\{([^{}|]*)\|([^{}|]*)\}/g, place === 'screen' ? '$1' : '$2');

/** One sentence for a person. The detail is foreign text: pass the result through `display()` before it is shown. */
export function sentenceOf(code: ErrorCode, detail = '', place: Place = 'screen'): string {
  return wordingOf(code, place).replaceAll(/ ?\(\{detail\}\)|\{detail\}/g, found =>
    detail === '' ? '' : found.replace('{detail}', () => detail),
  );
}

/** What crosses the wire: code and detail, never a cause or a stack. */
export interface WireError {
  code: ErrorCode;
  detail?: string | undefined;
}

/** Anything that is not a `ChatError` becomes `internal` with the incident number that is also in the log. */
export function toWireError(error: unknown, incident: string): WireError {
  if (!(error instanceof ChatError)) return {code: 'internal', detail: incident};
  return error.detail === '' ? {code: error.code} : {code: error.code, detail: error.detail};
}
