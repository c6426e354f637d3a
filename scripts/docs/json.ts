/** Renders `docs/json.md`: what the verbs print with `--json`, from their schemas. */
import {toJSONSchema} from 'zod/v4/core';
import type {Verb} from '../../src/cli/verb.ts';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import {User} from '../../src/shared/model.ts';
import {QuietHours, RoomPreferences} from '../../src/shared/preferences.ts';
import {OUTPUTS, type OutputName} from '../../src/shared/output/shellOutput.ts';
import {MEANINGS} from './jsonMeanings.ts';
import {describeSchema} from './schema.ts';

const VERBS: readonly Verb[] = Object.values(await allVerbs());

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
  Thread: 'A thread that you follow, by its first message. `unread` counts answers of others.',
  KeptFile: 'A file on the server’s disk, of anybody. `name` is empty where you are not in its room.',
  Room: 'A room or a conversation. The keys that may be missing are there for the rooms one is in.',
  User: 'Somebody.',
  Preferences: 'How you want things, on all your devices.',
  Planned: 'A reminder or a message for later.',
  Contact: 'Somebody in your list of people.',
  PastTransfer: 'A file that was sent or taken on this machine.',
  Preview: 'What a file is, before it is taken.',
  Nearby:
    'A server or a person announced on a network of this machine: what they say of themselves, and nothing of it proved.',
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
  Exported: 'What was written by an export.',
  Imported: 'What an import has done.',
  Backup: 'A backup that was made and read again.',
  Restored: 'A backup that was put into a data folder.',
  Sanction: 'Somebody, or a network, who is kept out or may not write.',
  Report:
    'What somebody reported to the moderators; `room` is empty where you may not see it, or where it is about a person.',
  Device: 'A device on which you are logged in.',
  AdminDevice: 'A device on which somebody is logged in.',
  Token: 'A token for a program, as it is listed: the token itself is shown when it is made, and never again.',
  AdminToken: 'A token for a program, of anybody.',
  MadeToken: 'A token for a program that was just made; `token` is shown this once.',
  ResetLink: 'A link by which somebody who forgot their password sets a new one, once.',
  SshKey: 'An SSH key by which you log in.',
  InviteLink: 'A link by which somebody new comes in.',
  Invitation: 'An invitation link, as it is listed: its code is shown when it is made, and never again.',
  Finding: 'One thing that `doctor` looked at: how it is, and a sentence that says what to do.',
  Fact: 'One figure of how the server is doing.',
  ServerKey: 'The key by which a server is known.',
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
  const by = VERBS.filter(verb => [verb.prints, verb.printsToo].includes(name)).map(verb => `\`${verb.name}\``);
  return `## ${name}

${ABOUT[name]} Printed by ${by.join(', ')}.

| key | type | what it is |
|---|---|---|
${rows.join('\n')}`;
}

export function jsonDoc(): string {
  return `# What \`--json\` prints

*Generated from \`src/shared/output/shellOutput.ts\` by \`npm run docs\`; do not edit.*

One JSON object per line, in UTF-8; control characters and bidirectional controls are escaped, so a line can be written to a
terminal. A type has the same keys whichever verb prints it. Keys with \`?\` are optional; \`a..b\` bounds a number or a length.
Newer versions may add keys and kinds: ignore unknown ones. Sentences for people go to standard error.

\`send\` prints one Entry for the message and one for each file. \`id\` is always an entry's and \`fileId\` a file's; \`room\`
and \`seq\` name an entry as well.

${(Object.keys(OUTPUTS) as OutputName[]).map(thing).join('\n\n')}
`;
}
