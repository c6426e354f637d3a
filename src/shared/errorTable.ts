/** The table of all errors that a person can meet: code, sentence, whether a retry can help, and further traits. */
import {CONNECTING_ERRORS} from './errorTable/connecting.ts';
import {DIRECT_ERRORS} from './errorTable/direct.ts';
import {FILE_ERRORS} from './errorTable/files.ts';
import {kind, own, ownUsage, type ErrorKind} from './errorTable/kind.ts';
import {MACHINE_ERRORS} from './errorTable/machine.ts';
import {MESSAGE_ERRORS} from './errorTable/messages.ts';
import {PEOPLE_ERRORS} from './errorTable/people.ts';
import {READING_ERRORS} from './errorTable/reading.ts';
import {SCREEN_ERRORS} from './errorTable/screen.ts';
import {SIGN_IN_ERRORS} from './errorTable/signIn.ts';
import {STARTING_ERRORS} from './errorTable/starting.ts';
import {SEALED_ERRORS} from './errorTable/sealed.ts';
import {FIXED_LIMITS} from './limits.ts';
import {NAME_RULE} from './access/loginName.ts';

export type {ErrorKind};

export const ERRORS = {
  ...PEOPLE_ERRORS,
  ...CONNECTING_ERRORS,
  ...READING_ERRORS,
  ...DIRECT_ERRORS,
  ...SIGN_IN_ERRORS,
  ...SEALED_ERRORS,
  ...SCREEN_ERRORS,
  // The request itself
  'bad-request': kind('The server did not understand the request ({detail}). Update chat-tui on both sides.', false, {
    httpStatus: 400,
  }),
  'unknown-request': kind('The server does not know the request {detail}. Update chat-tui on both sides.', false, {
    isAboutSession: true,
  }),
  'version-mismatch': kind('Client and server speak different versions. {detail}', false, {isAboutSession: true}),
  internal: kind('The server failed on its side. Tell its operator the incident number {detail}.', true, {
    isToldOnCut: true,
    pausesTransfer: true,
  }),
  busy: kind('The server is busy. Try again in a moment.', true, {
    isBrief: true,
    httpStatus: 503,
    pausesTransfer: true,
  }),
  'too-many-requests': kind('Too fast. Wait {detail} seconds and try again.', true, {
    hasWait: true,
    httpStatus: 429,
    pausesTransfer: true,
  }),
  'storage-full': kind('The server cannot store anything now: its disk is full. Try again later.', true, {
    httpStatus: 507,
  }),
  'storage-damaged': kind(
    'A part of the data on the server is damaged and is not shown ({detail}). Tell its operator to put back a backup.',
  ),
  'storage-failed': kind('The server could not store this. Try again later.', true, {pausesTransfer: true}),
  // Sign-in
  'not-signed-in': kind('You are not logged in. {Log in first.|Use: chat-tui login --user NAME}', false, {
    isAboutSession: true,
    endsLogin: true,
    httpStatus: 401,
    pausesTransfer: true,
  }),
  'login-failed': kind('Wrong name or wrong password.', false, {
    endsLogin: true,
    field: 'password',
    isWrongGuess: true,
  }),
  'login-delayed': kind('Too many failed logins for this name. Wait {detail} seconds and try again.', true, {
    hasWait: true,
  }),
  'admission-delayed': kind('Many people come in at once. Wait {detail} seconds; it is tried again by itself.', true, {
    hasWait: true,
  }),
  'session-expired': kind('Your login is no longer valid. Log in again.', false, {
    isAboutSession: true,
    endsLogin: true,
    httpStatus: 401,
    pausesTransfer: true,
  }),
  'name-taken': kind('The name {detail} is taken. Choose another, or log in with its password.', false, {
    field: 'name',
  }),
  'name-invalid': kind(`A name has ${NAME_RULE}.`, false, {field: 'name'}),
  'display-name-taken': kind(
    'The display name {detail} is taken, reserved, or looks like one that is. Choose another.',
  ),
  'display-name-mixed': kind(
    'The display name {detail} mixes letters of several scripts in one word. Write each word in one.',
  ),
  'name-alike': kind('The name {detail} looks like the display name of somebody here. Choose another.', false, {
    field: 'name',
  }),
  'name-reserved': kind('The name {detail} is reserved. Choose another.', false, {field: 'name'}),
  'password-short': kind(`A password has at least ${FIXED_LIMITS.passwordLengthMin} characters.`, false, {
    field: 'password',
  }),
  'password-long': kind(`A password has at most ${FIXED_LIMITS.passwordLengthMax} characters.`, false, {
    field: 'password',
  }),
  'password-common': kind('This password is on every list of common passwords. Choose another.', false, {
    field: 'password',
  }),
  'server-full': kind('The server is full ({detail} online). Try again later.', true),
  'too-many-connections': kind('You are logged in too many times at once ({detail}). Close one first.', false, {
    isBrief: true,
  }),
  'network-full': kind(
    'From your network as many are connected as may be ({detail}). Close one first, or ask the operator for more.',
    true,
  ),
  'not-allowed': kind('You have no right to do this. Ask an admin.', false, {httpStatus: 403}),
  'owner-stays': kind('{detail} owns this server and stays its owner.'),
  // The end of a session
  kicked: kind('You were disconnected by {detail}.', false, {
    isAboutSession: true,
    httpStatus: 403,
    pausesTransfer: true,
    endedAs: 'kicked',
  }),
  banned: kind('You are banned from this server by {detail}.', false, {isAboutSession: true, httpStatus: 403}),
  'network-banned': kind('This address is banned from this server: {detail}.', false, {
    isAboutSession: true,
    httpStatus: 403,
  }),
  'network-invalid': kind(
    '{detail} is no address or network that is banned or could be. Use 203.0.113.7 or 2001:db8::/32.',
  ),
  'network-own': kind('{detail} holds your own address, or that of an admin who is connected. Nothing was banned.'),
  'too-many-bans': kind('{detail} networks are banned, which is the limit. Unban some, or ban a wider one.'),
  'account-disabled': kind('This account was disabled by {detail}.', false, {isAboutSession: true, httpStatus: 403}),
  'server-closing': kind('The server is closing.', true, {
    exit: 'noServer',
    isToldOnCut: true,
    // Absent where nobody said when it is back.
    hasWait: true,
    httpStatus: 503,
    pausesTransfer: true,
  }),
  'too-slow': kind('This connection was too slow and was cut; what you missed is being fetched.', true, {
    isToldOnCut: true,
  }),
  'logged-out': kind('You were logged out.', false, {isAboutSession: true, endsLogin: true}),
  'login-late': kind('Nobody logged in on this connection for a while. It is made again by itself.', true),
  // Rooms and people
  'room-not-found': kind(
    'There is no room {detail} that you can see. Use {/list|chat-tui rooms} to see the rooms.',
    false,
    {isRoomAbsent: true},
  ),
  'room-exists': kind("The room {detail} exists already. Use {/join |chat-tui join '}{detail}{|'}."),
  'room-name-invalid': own(
    `A room name has 1 to ${FIXED_LIMITS.roomNameLengthMax} characters: a-z, 0-9, dot, dash and underscore.`,
  ),
  'not-in-room': kind("You are not in {detail}. {Use /join first.|Use chat-tui join '#ROOM' first.}", false, {
    isRoomAbsent: true,
  }),
  'lobby-stays': kind('Nobody can leave #lobby.'),
  'lobby-fixed': kind('#lobby keeps its name, and is neither archived nor deleted.'),
  'room-archived': kind('{detail} is archived: it can be read, and nobody writes in it any more.'),
  'room-name-other': kind('This room is called {detail}. Nothing was deleted.'),
  'description-too-long': kind('A description has at most 1,000 characters. Shorten it.'),
  'too-many-rooms': kind('You are in {detail} rooms, which is the limit. Leave one first.'),
  'too-many-rooms-made': kind(
    'You made {detail} rooms that are in use, which is the limit. Leave one that nobody else is in.',
  ),
  'room-name-alike': kind('The name {detail} looks like that of another room. Choose another.'),
  'topic-not-yours': kind('The topic here is set by admins and by who made the room. Ask one of them.'),
  'room-locked': kind('{detail} is locked: only its moderators write here now.'),
  'write-not-yours': kind('Only {detail} may write in this room.'),
  'slow-mode': kind('This room is slow. Wait {detail} seconds; what you wrote is sent by itself then.', true, {
    hasWait: true,
  }),
  'keep-days-short': kind(
    'On this server messages are kept for {detail} days at least. Say that many or more, or off.',
  ),
  'removed-from-room': kind('You were removed from {detail}, and come back by invitation only. Ask a moderator.'),
  'entry-not-found': kind('There is no such message.'),
  muted: kind('You cannot write now: you were muted by {detail}.'),
  'user-not-found': kind('There is nobody called {detail} here.'),
  'direct-self': kind('That is you. Choose somebody else.'),
  'already-member': kind('{detail} is in the room already.'),
  'topic-too-long': kind(`A topic has at most ${FIXED_LIMITS.topicLengthMax} characters.`),
  // Messages
  'message-empty': kind('An empty message is not sent. Write something first.', false, {
    exit: 'usage',
    isAboutText: true,
  }),
  'message-too-long': kind(
    'The message is too long: {detail}. Shorten it, or send it as a file{|: add --as-file}.',
    false,
    {isAboutText: true},
  ),
  'message-not-text': ownUsage(
    'This is data and no text. Send it as a file: {/send|chat-tui send TARGET --file} PATH.',
    {isAboutText: true},
  ),
  'outbox-full': kind('Your disk does not take the message ({detail}). It stays in the input line.', true, {
    exit: 'usage',
    isLocal: true,
  }),
  'out-of-order': kind('A message before this one has not arrived yet. It is sent again by itself.', true),
  ...MESSAGE_ERRORS,
  ...FILE_ERRORS,
  // The client's own
  'timed-out': kind('The server did not answer in time. Try again.', true, {
    exit: 'noServer',
    isLocal: true,
    pausesTransfer: true,
  }),
  'bad-answer': kind(
    'The server said something that is not understood ({detail}). Update chat-tui on both sides.',
    false,
    {isLocal: true, isAboutSession: true, isTriedAFewTimes: true},
  ),
  'program-replaced': ownUsage(
    'chat-tui was installed anew while it ran, and a part of the old one is gone. Start it again.',
  ),
  unforeseen: own(
    'Something failed that should not fail ({detail}). What you wrote is kept; start chat-tui again if it looks wrong.',
  ),
  disconnected: kind('There is no connection now. It is being restored.', true, {
    exit: 'noServer',
    isAboutSession: true,
    pausesTransfer: true,
  }),
  'command-unknown': own('There is no command {detail}. Use /help to see them all; // sends a literal slash.'),
  'command-usage': ownUsage('Usage: {detail}'),
  'one-person-only': own(
    '{detail} are several people, and this goes to one. Make a room with /create and /invite them, or begin ' +
      'the text with a word.',
  ),
  'address-invalid': ownUsage('{detail} is not a server address. Use HOST, HOST:PORT, https://HOST or a join link.'),
  'known-servers-damaged': ownUsage(
    '{detail}, where the keys of servers are kept, cannot be read. Put it right, or delete it and compare fingerprints anew.',
  ),
  'target-invalid': ownUsage('{detail} is not a target. Use #room or @user.'),
  'credentials-unsafe': ownUsage(
    '{detail} can be read by others or belongs to somebody else. Run: chmod 600 on it, or delete it and log in again.',
  ),
  'credentials-damaged': own('The login in {detail} cannot be read. Delete the file and log in again.'),
  'login-place-unwritable': ownUsage(
    'The login could not be kept: {detail} cannot be written. Nothing was asked of the server. Check the ' +
      'folder and its free space, or use --store memory.',
  ),
  'login-unkept': ownUsage(
    'The login could not be kept ({detail}) and was ended again. An account that was made is there: use chat-tui login.',
  ),
  'keychain-failed': ownUsage('The keychain did not take the login ({detail}). Use --store file or --store memory.', {
    isKeysAbsent: true,
  }),
  'settings-invalid': ownUsage('{detail}'),
  ...STARTING_ERRORS,
  ...MACHINE_ERRORS,
} satisfies Record<string, ErrorKind>;
