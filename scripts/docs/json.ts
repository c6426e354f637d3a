/** Renders `docs/json.md`: what the verbs print with `--json`, from the schemas of it. */
import {toJSONSchema} from 'zod/v4/core';
import type {Verb} from '../../src/cli/verb.ts';
import * as verbs from '../../src/cli/verbs.ts';
import {User} from '../../src/shared/model.ts';
import {QuietHours, RoomPreferences} from '../../src/shared/preferences.ts';
import {OUTPUTS, type OutputName} from '../../src/shared/shellOutput.ts';
import {describeSchema} from './schema.ts';

interface Shape {
  anyOf?: Shape[];
  properties?: Record<string, {const?: string}>;
  required?: string[];
}

const ABOUT: Readonly<Record<OutputName, string>> = {
  Entry:
    'One entry of a room’s log: a message, a file that is offered, somebody who joined. `room` and `seq` say which one.',
  File: 'A file of a room.',
  InboxItem: 'Something that is for you: a mention, a reply, a reaction, an offer, an invitation; newest first.',
  Hit: 'A message or a file that a search has found. `text` is the part around what was found, or the name of the file.',
  KeptFile: 'A file on the server’s disk, of anybody. `name` is empty where you are not in its room.',
  Room: 'A room or a conversation. The keys that may be missing are there for the rooms one is in.',
  User: 'Somebody.',
  Preferences: 'How you want things, on all your devices.',
  Planned: 'A reminder or a message for later.',
  Contact: 'Somebody in your list of people.',
  Login: 'A login that was granted, or has ended.',
  LoginRecord:
    'A try to log in, the end of a login, or what somebody did to people and files, as the server recorded it.',
  Kick: 'Somebody who was disconnected and stays out for a while.',
  RoomRules: 'Who may do what in a room, and how often one person may write.',
  RoomRole: 'The role that a member of a room has from now on.',
  Removed: 'Somebody who is in a room no more.',
  Deleted: 'A file that is on the server’s disk no more.',
  Connected: 'Somebody who is connected now; `name` is empty for all who are not logged in.',
  RoomShare: 'A room as whoever looks after the server sees it.',
  Share: 'What somebody has on the server’s disk; `name` is empty for all together.',
  AuditRecord: 'What happened to an account, a right or a file. Records are never changed; only age takes them away.',
  SettingNow: 'A setting as the running server has it.',
  Backup: 'A backup that was made and read again.',
  Restored: 'A backup that was put into a data folder.',
  Sanction: 'Somebody, or a network, who is kept out or may not write.',
  Report:
    'What somebody reported to the moderators; `room` is empty where you may not see it, or where it is about a person.',
  InviteLink: 'A link by which somebody new comes in.',
  Invitation: 'An invitation link, as it is listed: its code is shown when it is made, and never again.',
  Fact: 'One figure of how the server is doing.',
  ServerKey: 'The key by which a server is known.',
};

/** By key, because a key means the same everywhere; `Thing.key` where there is more to say. */
const MEANINGS: Readonly<Record<string, string>> = {
  room: 'the room, or `@name` for a conversation, as every verb takes it',
  became:
    'what later entries have made of it, where an old one is read: edited, pinned, reacted to, answered; it is as it is now',
  of: '`seq` of the entry that this one is about',
  replyTo: 'the message that it answers, and by whom that is',
  threadOf: '`seq` of the first message of its thread',
  mentionsAll: 'it mentions everybody in the room',
  forwarded: 'who said it first, and when',
  mentioned: 'who is mentioned by an edit for the first time',
  failure: 'why it cannot be read, where it is encrypted and cannot',
  emoji: 'the emoji',
  isOn: 'false where it was taken back',
  by: 'login name of whoever deleted it',
  reason: 'why',
  seq: 'place in the room’s log, from 1, without gaps',
  id: 'the entry’s own id, as its sender made it',
  kind: 'what it is',
  sender: 'login name of whoever caused it',
  text: 'what was said; the topic; the reason of a kick; else empty',
  sentAtMs: 'the server’s clock, milliseconds since 1970; does not decide the order',
  mentionsMe: 'whether somebody else mentions you in it',
  whom: '`@name`, or an address or network',
  what: '`banned`, `muted`, `kicked` or `disabled`',
  untilMs: 'until when, milliseconds since 1970; absent where it is for good',
  words: 'by whom and why',
  reportId: 'number of the report, as `admin settle` takes it',
  'Report.by': 'login name of who reported it',
  'Report.about': 'login name of whom it is about',
  'Report.reason': 'why, as they said it',
  target: 'login name of whom it was done to',
  rules: 'who may do what in the room from here on, beyond the table of roles',
  roleHere: 'what this person is in the room, where it is more than a member',
  forMs: 'how long they stay out, in milliseconds',
  fileId: 'the file’s id: what `get` takes',
  fingerprint: '`SHA256:` and the hash of the server’s public key; null where an authority vouches for its certificate',
  name: 'login name',
  'Entry.name': 'name of the file, as its sender said it; the new name of the room',
  'File.name': 'name of the file, as its sender said it',
  'Kick.name': 'login name of whoever was kicked',
  'Kick.text': 'the reason, as it was sent; often empty',
  'Removed.text': 'the reason, as it was sent; often empty',
  'RoomRole.role': 'what this person is in the room now',
  write: 'least role of who may write; absent: everybody',
  invite: 'least role of who may invite people; absent: as the table of roles says',
  mentionAll: 'least role of who may mention everybody; absent: as the table of roles says',
  slowMs: 'one message of a member in so many milliseconds; 0: no slow mode',
  isLocked: 'whether only moderators write and nobody comes in',
  keepDays: 'days that messages are kept; absent: as long as the server keeps them',
  invitation:
    'number of the invitation, as `admin revoke-invite` takes it; 1 is that of the link that the server prints',
  'InviteLink.link': 'the join link; whoever has it comes in',
  expiresAtMs: 'until when it is good, milliseconds since 1970; absent where it has no end',
  usesMax: 'how many accounts it lets in; absent where there is no limit',
  uses: 'how many accounts it has let in',
  rooms: 'rooms that who comes by it is in, without `#`; only those that you may see',
  'Invitation.note': 'for whom it is, as who made it said',
  'Invitation.by': 'who made it',
  'InviteLink.role': 'what who comes by it is on the server',
  'Invitation.role': 'what who comes by it is on the server',
  'Invitation.state':
    '`open`; or why nobody comes in by it: `used`, `expired`, `revoked`, `void` where who made it may not invite any more',
  'Deleted.state': 'always `cancelled`',
  'Room.name': 'without its sign; in a conversation the other person’s login name',
  'LoginRecord.name': 'as it was typed',
  sizeBytes: 'size of the file',
  entries: 'how many entries its log has',
  fileBytes: 'bytes of files, as they were offered',
  unfinishedFiles: 'files that were offered and not sent whole',
  messageBytes: 'bytes of messages, with what each takes besides its text',
  setting: 'its key in `config.toml`',
  isLive: 'whether it can change while the server runs',
  'SettingNow.value': 'its value; empty where there is none',
  auditId: 'number of the record, without gaps',
  hash: 'SHA-256 of the hash of the record before and of this one, in hex',
  'AuditRecord.name': 'who; as typed where nobody was let in',
  'AuditRecord.isSuccess': 'whether it was done; `false` for what was refused',
  'AuditRecord.about': 'whom or what it was done to; often empty',
  'Backup.path': 'folder of the backup',
  bytes: 'of all its files together',
  files: 'how many files of rooms are in it',
  linked: 'how many of them take no room of their own, being those of the backup before',
  'Backup.entries': 'how many entries all rooms have together',
  'Restored.entries': 'how many entries all rooms have together',
  missing: 'files that were missing on the server’s disk already',
  from: 'the backup',
  dataDir: 'where it is now',
  madeAtMs: 'when it was made, milliseconds since 1970',
  fact: 'what it is about',
  value: 'how it stands',
  sha256: 'known once all of the file is there',
  marks: 'where in `text` what was looked for stands, as start and length in UTF-16 code units',
  isRead: 'whether you have read up to there',
  link: 'names the message, as `/goto` takes it',
  'InboxItem.reason': 'mention, reply, reaction, offer or invite',
  'InboxItem.seq': 'place in the room’s log; 0 for an invitation',
  'InboxItem.text': 'the beginning of what was said, or the name of the file',
  roomId: 'number of the room in the protocol',
  offeredAtMs: 'when it was offered, milliseconds since 1970',
  state: 'whether somebody is there',
  'File.state': 'whether all of it is there',
  path: 'where `get` has put it',
  topic: 'what it is about; often empty',
  memberCount: 'how many are in it',
  isMember: 'whether you are in it',
  lastSeq: '`seq` of the newest entry',
  readSeq: '`seq` up to which you have read',
  unread: 'messages and files of others after that; stops at 1000',
  mentions: 'how many of them mention you',
  mine: 'how you want it: `notify` all, mentions or none; `mutedUntilMs`; absent where you never said',
  directsFrom: 'who may begin a conversation with you',
  notifyRooms: 'what of rooms rings, where nothing is said of one',
  notifyDirects: 'what of conversations rings',
  quietHours: 'minutes of the day from and to which nothing rings; absent without',
  quietUntilMs: 'do not disturb until then, milliseconds since 1970; 0 without',
  highlightWords: 'words that count as a mention',
  highlightsName: 'whether your login name without `@` counts as one',
  roomOrder: 'how rooms are ordered in the list',
  showsPresence: 'whether coming and going stands in the rooms',
  tellsTyping: 'whether others see that you write',
  dueAtMs: 'when it comes, milliseconds since 1970',
  aboutSeq: '`seq` of the message that it is about',
  'Planned.id': 'what --cancel takes',
  'Planned.text': 'what is said',
  contact: 'what they are to you: `asked` by you, `asking` you',
  sinceMs: 'since when, milliseconds since 1970',
  isArchived: 'whether it can only be read',
  description: 'what the room is for, in several lines',
  formerNames: 'names that the room had before, the last one first',
  was: 'the name of the room before',
  partner: 'in a conversation: the other person, a User',
  displayName: 'how others see this person besides the login name',
  role: 'what this person may do here',
  status: 'what this person said with `/away` or at `/quit`; often empty',
  server: 'address of the server',
  createdAtMs: 'when the account was made, milliseconds since 1970',
  lastSeenAtMs: 'when this person was last here, milliseconds since 1970',
  connections: 'from where this person is connected: addresses with ports',
  token: 'only with `--store memory`: the login itself, for `CHAT_TUI_TOKEN`',
  recordId: 'number of the record; newer ones are greater',
  address: 'from where',
  port: 'its port; 0 where several tries are counted together',
  atMs: 'milliseconds since 1970',
  isSuccess: 'whether it was let in',
  about: 'whom or what it was done to',
  count: 'uses of a kept login are one record a day and address: how many',
  lastAtMs: 'when the last of them was, milliseconds since 1970',
  method:
    '`password`, `token`, `register`; `logout` or `disconnect` for an end; `and 5 more` for tries that are only counted; `passwd`, `kick`, `role`, `delete`, `keep`, `stop` for what was done',
};

const cell = (text: string) => text.replaceAll('|', '\\|');
const NAMED = [
  {name: 'User', schema: User},
  {name: 'RoomPreferences', schema: RoomPreferences},
  {name: 'QuietHours', schema: QuietHours},
];

/** Keys of a thing with their types, as `describeSchema` writes them. */
function keysOf(name: OutputName): Map<string, {type: string; kinds: Set<string>; isOptional: boolean}> {
  const schema = toJSONSchema(OUTPUTS[name], {unrepresentable: 'any'}) as Shape;
  const kinds = schema.anyOf ?? [schema];
  const found = new Map<string, {type: string; kinds: Set<string>; isOptional: boolean}>();
  const texts = describeSchema(OUTPUTS[name], NAMED).split(/ \| (?=\{)/);
  for (const [at, {properties = {}, required = []}] of kinds.entries()) {
    const types = new Map(
      partsOf(texts[at] ?? '').map(part => /^(\w+)\??: ([^]*)$/.exec(part)?.slice(1) as [string, string]),
    );
    for (const key of Object.keys(properties)) {
      const one = found.get(key) ?? {type: types.get(key) ?? '', kinds: new Set(), isOptional: !required.includes(key)};
      one.kinds.add(properties['kind']?.const ?? '');
      if (key === 'kind' && one.type !== types.get(key)) one.type += ` | ${types.get(key)}`;
      found.set(key, one);
    }
  }
  return found;
}

/** `{a: x, b: [y, …]}` → `a: x`, `b: [y, …]`. */
const partsOf = (text: string): string[] => text.slice(1, -1).split(/, (?=\w+\??: )/);

function thing(name: OutputName): string {
  const keys = keysOf(name);
  const kindCount = Math.max(...[...keys.values()].map(({kinds}) => kinds.size));
  const rows = [...keys].map(([key, {type, kinds, isOptional}]) => {
    const meaning = MEANINGS[`${name}.${key}`] ?? MEANINGS[key];
    if (meaning === undefined) throw new Error(`nothing says what ${name}.${key} means`);
    const only = kinds.size < kindCount ? ` Only: ${[...kinds].map(kind => `\`${kind}\``).join(', ')}.` : '';
    return `| \`${key}\`${isOptional ? ' ?' : ''} | \`${cell(type)}\` | ${cell(meaning)}${only === '' ? '' : `.${only}`} |`;
  });
  const by = (Object.values(verbs) as Verb[])
    .filter(verb => [verb.prints, verb.printsToo].includes(name))
    .map(verb => `\`${verb.name}\``);
  return `## ${name}

${ABOUT[name]} Printed by ${by.join(', ')}.

| key | type | what it is |
|---|---|---|
${rows.join('\n')}`;
}

export function jsonDoc(): string {
  return `# What \`--json\` prints

*Generated from \`src/shared/shellOutput.ts\` by \`npm run docs\`; do not edit.*

One JSON object a line, in UTF-8; control characters and what reorders text are escaped, so a line can go to a terminal. A thing has the same keys whichever verb prints it.
\`?\` may be missing; \`a..b\` bounds a number or a length. Newer versions may add keys and kinds: skip what is not known. Sentences for people go to standard error.

\`send\` prints one Entry for the message and one for each file. \`id\` is always an entry's and \`fileId\` a file's; \`room\` and \`seq\` name an entry as well.

${(Object.keys(OUTPUTS) as OutputName[]).map(thing).join('\n\n')}
`;
}
