/** How each verb of the shell is called once, for tests that try all of them. */
import type * as verbList from '../../src/cli/verbs.ts';
import {passwordOf} from './program.ts';

/** What is sent, taken and deleted. */
export const FILE = 'README.md';

export interface VerbCall {
  verb: keyof typeof verbList;
  /** `NEW` and `FILE_ID` are filled in. */
  args: string[];
  stdin?: string;
  code?: number;
}

/** How each verb is called, what it reads, and how it ends where nothing can be written. */
export const CALLS: readonly VerbCall[] = [
  {verb: 'whoami', args: ['whoami']},
  {verb: 'rooms', args: ['rooms']},
  {verb: 'unread', args: ['unread']},
  {verb: 'unread', args: ['unread', '--format', '%m/%n']},
  {verb: 'inbox', args: ['inbox']},
  {verb: 'read', args: ['read', '--all']},
  {verb: 'read', args: ['read', '#lobby']},
  {verb: 'tail', args: ['tail', '#lobby']},
  {verb: 'members', args: ['members', '#lobby']},
  {verb: 'friend', args: ['friend']},
  {verb: 'friend', args: ['friend', 'add', '@carol']},
  {verb: 'mute', args: ['mute', '#lobby', '--for', '1h']},
  {verb: 'notify', args: ['notify', '#lobby']},
  {verb: 'set', args: ['set']},
  {verb: 'highlight', args: ['highlight', 'add', 'deploy']},
  {verb: 'status', args: ['status', 'hello', '--for', '1h']},
  {verb: 'remind', args: ['remind', '2h', 'hello']},
  {verb: 'at', args: ['at', '2h', '#lobby', 'hello']},
  {verb: 'me', args: ['me', '#lobby', 'waves']},
  {verb: 'invite', args: ['invite', '#sheds', '@carol']},
  {verb: 'files', args: ['files', '#lobby']},
  {verb: 'send', args: ['send', '#lobby', 'hello']},
  {verb: 'send', args: ['send', '#lobby'], stdin: 'hello'},
  {verb: 'send', args: ['send', '#lobby', '--file', FILE]},
  {verb: 'get', args: ['get', '#lobby', FILE], code: 2},
  {verb: 'topic', args: ['topic', '#lobby', 'x']},
  {verb: 'join', args: ['join', '#lobby']},
  {verb: 'rules', args: ['rules', '#sheds', '--slow', '1s']},
  {verb: 'role', args: ['role', '#sheds', '@bob', 'moderator']},
  {verb: 'edit', args: ['edit', '#lobby', '1', 'better'], code: 4},
  {verb: 'react', args: ['react', '#lobby', '1', '👍']},
  {verb: 'reply', args: ['reply', '#lobby', '1', 'yes']},
  {verb: 'threads', args: ['threads']},
  {verb: 'run', args: ['run', '#lobby', '--', 'true']},
  {verb: 'wait', args: ['wait', '#lobby', '--after', '0']},
  {verb: 'passwd', args: ['passwd', '--password-stdin'], stdin: 'wrong\nanother one\n', code: 4},
  {verb: 'pin', args: ['pin', '#lobby', '1']},
  {verb: 'search', args: ['search', 'hello']},
  {verb: 'direct', args: ['direct', '@nobody'], code: 4},
  {verb: 'removeMember', args: ['remove', '#sheds', '@eve'], code: 4},
  {verb: 'rename', args: ['rename', '#sheds', '#sheds']},
  {verb: 'describe', args: ['describe', '#sheds', 'x']},
  {verb: 'archive', args: ['archive', '#sheds', '--undo']},
  {verb: 'deleteWholeRoom', args: ['delete-room', '#lobby', '--yes'], code: 4},
  {verb: 'leave', args: ['leave', '#sheds']},
  {verb: 'create', args: ['create', '#sheds'], code: 4},
  {verb: 'remove', args: ['delete', '#lobby', FILE]},
  {verb: 'adminFiles', args: ['admin', 'files']},
  {verb: 'adminDelete', args: ['admin', 'delete', 'FILE_ID']},
  {verb: 'adminLog', args: ['admin', 'log', '-n', '1']},
  {verb: 'adminUsers', args: ['admin', 'users']},
  {verb: 'adminRooms', args: ['admin', 'rooms']},
  {verb: 'adminStats', args: ['admin', 'stats']},
  {verb: 'adminStorage', args: ['admin', 'storage']},
  {verb: 'adminWho', args: ['admin', 'who']},
  {verb: 'adminRole', args: ['admin', 'role', '@carol', 'member']},
  {verb: 'adminConfig', args: ['admin', 'config']},
  {verb: 'adminAudit', args: ['admin', 'audit']},
  {verb: 'adminNote', args: ['admin', 'note', 'hello']},
  {verb: 'adminBackup', args: ['admin', 'backup', '/proc/nowhere'], code: 2},
  {verb: 'adminPurge', args: ['admin', 'purge', '@carol', '1']},
  {verb: 'adminExport', args: ['admin', 'export', '#lobby'], code: 2},
  {verb: 'adminImport', args: ['admin', 'import', '/proc/nowhere'], code: 4},
  {verb: 'restore', args: ['restore', '/proc/nowhere'], code: 2},
  {verb: 'rules', args: ['rules', '#lobby', '--slow', 'off']},
  {verb: 'role', args: ['role', '#lobby', '@carol', 'moderator']},
  {verb: 'removeMember', args: ['remove', '#lobby', '@carol', 'x'], code: 4},
  {verb: 'report', args: ['report', '@carol', 'x']},
  {verb: 'devices', args: ['devices']},
  {verb: 'adminDevices', args: ['admin', 'devices', '@carol']},
  {verb: 'adminLogOut', args: ['admin', 'log-out', '@nobody'], code: 4},
  {verb: 'adminInviteLink', args: ['admin', 'invite-link']},
  {verb: 'adminInvites', args: ['admin', 'invites']},
  {verb: 'adminRevokeInvite', args: ['admin', 'revoke-invite', '99'], code: 4},
  {verb: 'adminRotateInvite', args: ['admin', 'rotate-invite', '1']},
  {verb: 'adminReports', args: ['admin', 'reports']},
  {verb: 'adminSettle', args: ['admin', 'settle', '1']},
  {verb: 'adminSanctions', args: ['admin', 'sanctions']},
  {verb: 'adminMute', args: ['admin', 'mute', '@carol', 'x']},
  {verb: 'adminUnmute', args: ['admin', 'unmute', '@carol']},
  {verb: 'adminBan', args: ['admin', 'ban', '203.0.113.7', 'x']},
  {verb: 'adminUnban', args: ['admin', 'unban', '@carol']},
  {verb: 'adminLock', args: ['admin', 'lock', '#lobby', 'x']},
  {verb: 'adminUnlock', args: ['admin', 'unlock', '#lobby']},
  {verb: 'adminDisable', args: ['admin', 'disable', '@nobody'], code: 4},
  {verb: 'adminEnable', args: ['admin', 'enable', '@carol']},
  {verb: 'adminDeleteAccount', args: ['admin', 'delete-account', '@nobody'], code: 4},
  {verb: 'adminAnnounce', args: ['admin', 'announce', 'hello']},
  {verb: 'adminKick', args: ['admin', 'kick', 'carol']},
  // Of a server that others of these calls still need.
  {verb: 'adminStop', args: ['admin', 'stop', '--server', 'http://127.0.0.1:1'], code: 3},
  {
    verb: 'login',
    args: ['login', '--user', 'bob', '--store', 'file', '--password-stdin'],
    stdin: passwordOf('bob'),
    code: 2,
  },
  {verb: 'register', args: ['register', '--user', 'NEW', '--password-stdin'], stdin: passwordOf('zed'), code: 2},
  {verb: 'serve', args: ['serve', '--port', '0'], code: 2},
  {verb: 'screen', args: [], code: 2},
  {verb: 'trust', args: ['trust']},
  {verb: 'doctor', args: ['doctor'], code: 2},
  {verb: 'completion', args: ['completion', 'bash']},
  {verb: 'names', args: ['names', 'target']},
  {verb: 'logout', args: ['logout']},
];

let names = 0;
/** `NEW` is a name that nobody has. */
export const filledIn = (args: readonly string[], fileId: string): string[] =>
  args.map(arg => (arg === 'NEW' ? `zed${names++}` : arg === 'FILE_ID' ? fileId : arg));
