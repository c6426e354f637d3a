/** What `--json` prints has the documented shape, whichever verb prints it. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Verb} from '../../src/cli/verb.ts';
import type {VerbKey} from '../../src/cli/verbLoading.ts';
import {OUTPUTS} from '../../src/shared/output/shellOutput.ts';
import {ed25519} from '../support/keys/sshKeys.ts';
import {
  account,
  cleanUp,
  jsonLinesOf,
  passwordOf,
  person,
  serve,
  temporaryFolder,
  type Person,
} from '../support/program.ts';
import {VERBS} from '../support/verbs.ts';

const verbs: Readonly<Record<string, Verb>> = VERBS;
let alice: Person;
let bob: Person;
let path: string;
let fileId: string;
let dataDir: string;
let backups: string;
let exported: string;
beforeAll(async () => {
  const owner = person();
  const server = await serve(owner);
  dataDir = join(owner.home, 'server');
  backups = temporaryFolder();
  exported = join(temporaryFolder(), 'lobby.jsonl');
  alice = await account(server, 'alice');
  bob = await account(server, 'bob');
  path = join(temporaryFolder(), 'report.txt');
  const known = {'https://chat.example:7420': `SHA256:${'A'.repeat(43)}`, 'https://chat.example:443': 'authority'};
  writeFileSync(join(alice.home, 'client', 'known-servers.json'), JSON.stringify(known), {mode: 0o600});
  writeFileSync(path, 'a report');
  await bob.call(['send', '#lobby', 'hello @alice']);
  await bob.call(['send', '@alice', 'psst']);
  await alice.call(['create', '#orchard']);
  await bob.call(['join', '#orchard']);
  await bob.call(['report', '@alice', 'for', 'a', 'test']);
  await alice.call(['admin', 'ban', '203.0.113.7', '--user', 'alice']);
  await alice.call(['token', 'create', 'x', '--rights', 'read', '--user', 'alice']);
  await alice.call(['ssh-keys', 'add', '-', '--user', 'alice'], {stdin: ed25519().line});
  fileId = String((await linesOf(bob, ['send', '#lobby', '--json', '--file', path]))[0]?.['fileId']);
});
afterAll(cleanUp);

const linesOf = async (who: Person, args: readonly string[], stdin = ''): Promise<Record<string, unknown>[]> => {
  const {code, stdout, stderr} = await who.call(args, {stdin});
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  return jsonLinesOf(stdout);
};

describe('every verb with --json', () => {
  const CALLS: readonly {verb: VerbKey; args: () => string[]; stdin?: string}[] = [
    {
      verb: 'register',
      args: () => ['register', '--user', 'zoe', '--store', 'memory', '--password-stdin'],
      stdin: passwordOf('zoe'),
    },
    {
      verb: 'login',
      args: () => ['login', '--user', 'zoe', '--store', 'file', '--password-stdin'],
      stdin: passwordOf('zoe'),
    },
    {verb: 'whoami', args: () => ['whoami', '--user', 'alice']},
    {verb: 'create', args: () => ['create', '#garden', '--private', '--topic', 'Tomatoes', '--user', 'alice']},
    {verb: 'join', args: () => ['join', '#garden', '--user', 'alice']},
    {verb: 'read', args: () => ['read', '#garden', '--user', 'alice']},
    {verb: 'topic', args: () => ['topic', '#garden', '--user', 'alice']},
    {verb: 'topic', args: () => ['topic', '#garden', '--user', 'alice', '--', 'Beans']},
    {verb: 'send', args: () => ['send', '#lobby', '--user', 'alice', '--file', path, '--', 'with a file']},
    {verb: 'get', args: () => ['get', '#lobby', 'report.txt', '--user', 'alice', '--out', temporaryFolder()]},
    {verb: 'files', args: () => ['files', '#lobby', '--user', 'alice']},
    {verb: 'preview', args: () => ['preview', '#lobby', 'report.txt', '--user', 'alice']},
    {verb: 'tail', args: () => ['tail', '#lobby', '--user', 'alice', '-n', '100']},
    {verb: 'exporting', args: () => ['export', '#lobby', '--user', 'alice']},
    {verb: 'rooms', args: () => ['rooms', '--user', 'bob']},
    {verb: 'unread', args: () => ['unread', '--user', 'alice']},
    {verb: 'search', args: () => ['search', 'hello', '--user', 'alice']},
    {verb: 'inbox', args: () => ['inbox', '--user', 'alice']},
    {verb: 'friend', args: () => ['friend', 'add', '@bob', '--user', 'alice']},
    {verb: 'friend', args: () => ['friend', 'list', '--user', 'alice']},
    {verb: 'mute', args: () => ['mute', '#lobby', '--user', 'alice', '--for', '1h']},
    {verb: 'notify', args: () => ['notify', '#lobby', '--user', 'alice', 'all']},
    {verb: 'status', args: () => ['status', '--user', 'alice', ':tea:', 'at', 'home', '--for', '1h']},
    {verb: 'highlight', args: () => ['highlight', 'add', '--user', 'alice', 'deploy']},
    {verb: 'set', args: () => ['set', '--user', 'alice']},
    {verb: 'remind', args: () => ['remind', '--user', 'alice', '2h', 'hello']},
    {verb: 'at', args: () => ['at', '--user', 'alice', '2h', '#lobby', 'hello']},
    {verb: 'me', args: () => ['me', '--user', 'alice', '#lobby', 'waves']},
    {verb: 'invite', args: () => ['invite', '#garden', '@zoe', '--user', 'alice']},
    {verb: 'members', args: () => ['members', '#lobby', '--user', 'alice']},
    {verb: 'reply', args: () => ['reply', '#lobby', '--user', 'bob', '1', 'thank you']},
    {verb: 'edit', args: () => ['edit', '#lobby', '--user', 'bob', '1', 'thank you!']},
    {verb: 'react', args: () => ['react', '#lobby', '--user', 'alice', '1', ':tada:']},
    {verb: 'reply', args: () => ['reply', '#lobby', '--user', 'bob', '--thread', '1', 'and more']},
    {verb: 'threads', args: () => ['threads', '--user', 'bob']},
    {verb: 'run', args: () => ['run', '--user', 'alice', '--json', '#lobby', '--', 'true']},
    {verb: 'wait', args: () => ['wait', '#lobby', '--after', '0', '--user', 'alice']},
    {
      verb: 'passwd',
      args: () => ['passwd', '--password-stdin', '--user', 'bob'],
      stdin: `${passwordOf('bob')}\nanother secret of bob`,
    },
    {verb: 'pin', args: () => ['pin', '#lobby', '--user', 'alice', '1']},
    {verb: 'remove', args: () => ['delete', '#lobby', 'report.txt', '--user', 'alice']},
    {verb: 'rules', args: () => ['rules', '#garden', '--write', 'moderator', '--slow', '5s', '--user', 'alice']},
    {verb: 'rules', args: () => ['rules', '#garden', '--user', 'alice']},
    {verb: 'role', args: () => ['role', '#orchard', '@bob', 'moderator', '--user', 'alice']},
    {verb: 'removeMember', args: () => ['remove', '#orchard', '@bob', '--user', 'alice', '--', 'no', 'more']},
    {verb: 'describe', args: () => ['describe', '#garden', '--user', 'alice', 'Beans', 'and', 'peas']},
    {verb: 'rename', args: () => ['rename', '#garden', '#allotment', '--user', 'alice']},
    {verb: 'archive', args: () => ['archive', '#garden', '--user', 'alice', 'over']},
    {verb: 'leave', args: () => ['leave', '#garden', '--user', 'alice']},
    {verb: 'deleteWholeRoom', args: () => ['delete-room', '#orchard', '--yes', '--user', 'alice']},
    {verb: 'adminFiles', args: () => ['admin', 'files', '--user', 'alice']},
    {verb: 'adminUsers', args: () => ['admin', 'users', '--user', 'alice']},
    {verb: 'adminDelete', args: () => ['admin', 'delete', '--user', 'alice', fileId]},
    {verb: 'logout', args: () => ['logout', '--user', 'zoe']},
    {verb: 'adminKick', args: () => ['admin', 'kick', '--user', 'alice', '--for', '1s', 'zoe', 'for', 'a', 'test']},
    {verb: 'adminRooms', args: () => ['admin', 'rooms', '--user', 'alice']},
    {verb: 'adminStats', args: () => ['admin', 'stats', '--user', 'alice']},
    {verb: 'adminStorage', args: () => ['admin', 'storage', '--user', 'alice']},
    {verb: 'adminBackup', args: () => ['admin', 'backup', backups, '--data', dataDir]},
    {verb: 'adminExport', args: () => ['admin', 'export', '#lobby', '--to', exported, '--data', dataDir]},
    {verb: 'adminImport', args: () => ['admin', 'import', exported, '--into', '#moved', '--data', dataDir]},
    {verb: 'restore', args: () => ['restore', backups, '--data', join(temporaryFolder(), 'restored')]},
    {verb: 'adminConfig', args: () => ['admin', 'config', '--user', 'alice']},
    {verb: 'adminAudit', args: () => ['admin', 'audit', '--user', 'alice']},
    {verb: 'adminWho', args: () => ['admin', 'who', '--user', 'alice']},
    {verb: 'sshKeys', args: () => ['ssh-keys', '--user', 'alice']},
    {verb: 'devices', args: () => ['devices', '--user', 'alice']},
    {verb: 'token', args: () => ['token', '--user', 'alice']},
    {verb: 'adminTokens', args: () => ['admin', 'tokens', '--user', 'alice']},
    {verb: 'adminResetPassword', args: () => ['admin', 'reset-password', '@bob', '--user', 'alice']},
    {verb: 'adminDevices', args: () => ['admin', 'devices', '@bob', '--user', 'alice']},
    {verb: 'adminInviteLink', args: () => ['admin', 'invite-link', '--user', 'alice']},
    {verb: 'adminInvites', args: () => ['admin', 'invites', '--user', 'alice']},
    {verb: 'adminRotateInvite', args: () => ['admin', 'rotate-invite', '1', '--user', 'alice']},
    {verb: 'adminReports', args: () => ['admin', 'reports', '--user', 'alice']},
    {verb: 'adminSanctions', args: () => ['admin', 'sanctions', '--user', 'alice']},
    {verb: 'adminLog', args: () => ['admin', 'log', '--user', 'alice']},
    {verb: 'doctor', args: () => ['doctor', '--user', 'alice']},
    {verb: 'trust', args: () => ['trust', '--user', 'alice']},
  ];

  test('is tried here', () => {
    const printing = Object.entries(verbs).filter(([, {prints}]) => prints);
    // These take two programs at a time: `messages.test.ts` and `twoHosts.test.ts` have them.
    const elsewhere = ['direct', 'nearby'];
    expect(new Set([...CALLS.map(({verb}) => verb), ...elsewhere])).toEqual(new Set(printing.map(([name]) => name)));
  });

  test.each(CALLS)('$verb prints its thing', async ({verb, args, stdin}) => {
    const prints = verbs[verb]?.prints;
    const [first = '', ...more] = args();
    const who = args().includes('bob') ? bob : alice;
    const words = first === 'admin' ? [first, more[0] ?? '', '--json', ...more.slice(1)] : [first, '--json', ...more];
    const lines = await linesOf(who, words, stdin);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect([line, OUTPUTS[prints!].safeParse(line).error?.issues]).toEqual([line, undefined]);
  });
});

describe('what is printed of one thing', () => {
  test('is the same for who sends and who reads, with the ids of entry and file', async () => {
    const args = ['send', '#lobby', '--json', '--user', 'alice', '--file', path, '--', 'once more'];
    const sent = await linesOf(alice, args);
    expect(sent.map(({kind, text, name}) => [kind, text, name])).toEqual([
      ['message', 'once more', undefined],
      ['file', '', 'report.txt'],
    ]);
    const read = await linesOf(bob, ['tail', '#lobby', '-n', '3', '--json']);
    expect(read.slice(0, 2)).toEqual(sent);
    const [file] = await linesOf(bob, ['files', '#lobby', '--json']);
    const {kind: _kind, text: _text, sentAtMs, mentionsMe: _mentionsMe, ...offer} = sent[1]!;
    expect(file).toMatchObject({...offer, offeredAtMs: sentAtMs, state: 'complete'});
    const got = await linesOf(bob, ['get', '#lobby', '--json', '--out', temporaryFolder(), '--', String(file?.fileId)]);
    expect(got).toEqual([{...file, path: expect.stringMatching(/report\.txt$/)}]);
  });

  test('says whether it mentions the reader, and one’s own words do not', async () => {
    const at = async (who: Person, name: string) =>
      (await linesOf(who, ['tail', '#lobby', '--json', '-n', '100', '--user', name])).find(
        ({text}) => text === 'hello @alice',
      );
    expect(await at(alice, 'alice')).toMatchObject({mentionsMe: true});
    expect(await at(bob, 'bob')).toMatchObject({mentionsMe: false});
    const [sent] = await linesOf(bob, ['send', '#lobby', '--json', 'I am @bob']);
    expect(sent).toMatchObject({mentionsMe: false});
  });

  test('is a room with what is unread, also where rooms are listed', async () => {
    const [unread] = (await linesOf(alice, ['unread', '--json', '--user', 'alice'])).filter(
      ({room}) => room === '#lobby',
    );
    const [listed] = (await linesOf(alice, ['rooms', '--json', '--user', 'alice'])).filter(
      ({room}) => room === '#lobby',
    );
    expect(unread).toMatchObject({unread: expect.any(Number), mentions: 2, isMember: true});
    expect(listed).toEqual(unread);
  });
});
