/** `admin …`: the commands of the table as verbs of the shell. */
import {adminCommandOf, SHORTCUTS, type AdminName, type ShortcutName} from '../../shared/admin/table.ts';
import {readAdminWords} from '../../shared/admin/words.ts';
import type {Field} from '../../shared/admin/field.ts';
import type {OutputName} from '../../shared/output/shellOutput.ts';
import {display} from '../../shared/text/safeText.ts';
import {printTable} from '../output/printTable.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {optionsOf} from '../adminOptions.ts';
import {adminPages} from '../../client/actions/admin.ts';

/** Types of `--json` rows that have a name in the documents. */
const PRINTS: Partial<Record<AdminName, OutputName>> = {
  users: 'User',
  files: 'KeptFile',
  log: 'LoginRecord',
  kick: 'Kick',
  delete: 'Deleted',
  who: 'Connected',
  config: 'SettingNow',
  audit: 'AuditRecord',
  rooms: 'RoomShare',
  storage: 'Share',
  stats: 'Fact',
  sanctions: 'Sanction',
  'invite-link': 'InviteLink',
  invites: 'Invitation',
  devices: 'AdminDevice',
  'reset-password': 'ResetLink',
  tokens: 'AdminToken',
  'rotate-invite': 'InviteLink',
  reports: 'Report',
};

const CSV_OPTION = {
  flags: '--csv',
  meaning: 'print comma-separated values with a line of names; nothing is taken for a formula',
};

function toVerb(name: AdminName): Verb {
  const {summary, fields, examples, columns, shown = Number.POSITIVE_INFINITY} = adminCommandOf(name);
  const isList = Object.keys(columns).length > 0;
  const prints = PRINTS[name];
  return {
    name: `admin ${name}`,
    usage: Object.values(fields)
      .filter(({place}) => place !== 'option')
      .map(usageOf)
      .join(' '),
    choices: Object.fromEntries(
      Object.values(fields).flatMap(field =>
        field.choices === undefined || field.choices.length === 0 ? [] : [[placeholderOf(field), field.choices]],
      ),
    ),
    summary,
    examples,
    settings: ['data'],
    ...(prints !== undefined && {prints}),
    options: [...optionsOf(adminCommandOf(name)), ...(isList ? [JSON_OPTION, CSV_OPTION] : [])],
    async run(shell, call) {
      const {lines, ...args} = readAdminWords(name, call, 'chat-tui admin ');
      const {withAdmin} = await import('../account/adminWay.ts');
      const {csvOf} = await import('../output/csv.ts');
      const {cellsOf} = await import('../../shared/admin/table.ts');
      await withAdmin(shell, call.options.data === undefined ? 'any' : 'named', async ({ask}) => {
        const csv = csvOf(columns);
        const most = typeof lines === 'number' ? lines : shown;
        for await (const {rows, told} of adminPages(ask, {name, args}, most)) {
          if (call.options.csv === true) for (const line of csv(rows)) shell.print(line);
          else if (call.options.json === true) for (const row of rows) shell.printJson(row);
          else await printTable(shell, cellsOf(name, rows));
          for (const sentence of told)
            if (call.options.json !== true && call.options.csv !== true) shell.print(display(sentence, 'line'));
        }
      });
    },
  };
}

/** A verb for a command with a fixed last word, as the console has it. */
function toShortcut(name: ShortcutName): Verb {
  const {command, last, summary} = SHORTCUTS[name];
  const whole = toVerb(command);
  return {
    ...whole,
    name: `admin ${name}`,
    usage: whole.usage.replace(/ \S+$/, ''),
    choices: {},
    summary,
    examples: [[`chat-tui admin ${name} @bob`, `the same as chat-tui admin ${command} @bob ${last}`]],
    run: (shell, call) => whole.run(shell, {...call, words: [...call.words, last]}),
  };
}

/** Converts a field to commander's notation: `<user>` for `@NAME`, `[why...]` for `[why]`. */
function usageOf(field: Field): string {
  const {place, isRequired} = field;
  const inner = placeholderOf(field);
  const many = place === 'rest' || place === 'words' ? '...' : '';
  return isRequired ? `<${inner}${many}>` : `[${inner}${many}]`;
}

/** With more choices than this, the placeholder is the name of the field. */
const CHOICES_SHOWN_MAX = 2;

/** Text inside the brackets. */
function placeholderOf({label, place, kind, choices = []}: Field): string {
  if (place === 'option') return /<([^>.]+)/.exec(label)?.[1] ?? '';
  if (kind === 'person') return 'user';
  return choices.length > CHOICES_SHOWN_MAX ? 'role' : label.replaceAll(/[[\].]/g, '').toLowerCase();
}

export const adminAdmin = toShortcut('admin');
export const adminAnnounce = toVerb('announce');
export const adminAudit = toVerb('audit');
export const adminConfig = toVerb('config');
export const adminDelete = toVerb('delete');
export const adminFiles = toVerb('files');
export const adminInviteLink = toVerb('invite-link');
export const adminInvites = toVerb('invites');
export const adminDevices = toVerb('devices');
export const adminResetPassword = toVerb('reset-password');
export const adminResetSecondFactor = toVerb('reset-second-factor');
export const adminResetSshKeys = toVerb('reset-ssh-keys');
export const adminTokens = toVerb('tokens');
export const adminRevokeToken = toVerb('revoke-token');
export const adminLogOut = toVerb('log-out');
export const adminKick = toVerb('kick');
export const adminLog = toVerb('log');
export const adminMember = toShortcut('member');
export const adminNote = toVerb('note');
export const adminRole = toVerb('role');
export const adminRooms = toVerb('rooms');
export const adminStats = toVerb('stats');
export const adminStop = toVerb('stop');
export const adminStorage = toVerb('storage');
export const adminUsers = toVerb('users');
export const adminWho = toVerb('who');
export const adminBan = toVerb('ban');
export const adminDeleteAccount = toVerb('delete-account');
export const adminDisable = toVerb('disable');
export const adminEnable = toVerb('enable');
export const adminLock = toVerb('lock');
export const adminMute = toVerb('mute');
export const adminRevokeInvite = toVerb('revoke-invite');
export const adminRotateInvite = toVerb('rotate-invite');
export const adminPurge = toVerb('purge');
export const adminReports = toVerb('reports');
export const adminSanctions = toVerb('sanctions');
export const adminSettle = toVerb('settle');
export const adminUnban = toVerb('unban');
export const adminUnlock = toVerb('unlock');
export const adminUnmute = toVerb('unmute');
