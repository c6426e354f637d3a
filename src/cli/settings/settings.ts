/** One table of everything that can be set: flag, environment variable, key in `config.toml`, default, meaning. */
import {DEFAULT_LIMITS, DEFAULT_PORT} from '../../shared/limits.ts';
import {NAME_RULE} from '../../shared/access/loginName.ts';
import {HISTORY} from './subjects/historySettings.ts';
import {NETWORK} from './subjects/networkSettings.ts';
import {setting, type Setting} from './setting.ts';
import {SCREEN} from './subjects/screenSettings.ts';
import {SIGN_IN, SIGN_IN_HERE} from './subjects/signInSettings.ts';
import {SHARES} from './subjects/shareSettings.ts';
import {UPKEEP} from './subjects/upkeepSettings.ts';
import {
  choice,
  fingerprint,
  folder,
  hostNames,
  port,
  positiveInt,
  rate,
  size,
  text,
  wholeNumber,
  type Kind,
} from './values.ts';

export type {Setting} from './setting.ts';

export const SETTINGS = {
  server: setting({
    flag: '--server <address>',
    env: 'CHAT_TUI_SERVER',
    key: 'server',
    kind: text,
    allowed: 'HOST, HOST:PORT, http(s)://HOST[:PORT][/PATH], a join link, or the name that /server gave it',
    meaning: 'Server to use. Without it: the one used last, else the one running here.',
    scope: 'client',
  }),
  fingerprint: setting({
    flag: '--fingerprint <fingerprint>',
    env: 'CHAT_TUI_FINGERPRINT',
    key: 'fingerprint',
    kind: fingerprint,
    meaning: 'Key that the server must have, where no authority vouches for it: as the server prints it at its start.',
    scope: 'client',
  }),
  user: setting({
    flag: '--user <name>',
    env: 'CHAT_TUI_USER',
    key: 'user',
    kind: text,
    allowed: `a login name, ${NAME_RULE}`,
    meaning: 'Account to use. Without it: the one used last on that server.',
    scope: 'client',
  }),
  ...SIGN_IN_HERE,
  store: setting({
    flag: '--store <place>',
    env: 'CHAT_TUI_STORE',
    key: 'store',
    kind: choice('keychain', 'file', 'memory'),
    meaning: 'Where logins are kept: the keychain, a file only you can read, or nowhere.',
    scope: 'client',
  }),
  downloads: setting({
    flag: '--downloads <folder>',
    env: 'CHAT_TUI_DOWNLOADS',
    key: 'downloads',
    kind: folder,
    meaning:
      'Folder for received files. Without it: your downloads folder. One that /downloads gave to a room or a ' +
      'server goes before it.',
    scope: 'client',
  }),
  limit: setting({
    env: 'CHAT_TUI_LIMIT',
    key: 'limit',
    kind: rate,
    meaning: 'Bytes a second that file transfers take in each direction; /limit changes it while the program runs.',
    scope: 'client',
  }),
  route: setting({
    env: 'CHAT_TUI_ROUTE',
    key: 'route',
    kind: choice('auto', 'direct', 'relay'),
    fallback: 'auto',
    meaning:
      'How files to one person go: directly from machine to machine, over the server (relay), or auto: ' +
      'directly where both said that they share their network address, which is asked once for each person.',
    scope: 'client',
  }),
  nearby: setting({
    env: 'CHAT_TUI_NEARBY',
    key: 'nearby',
    kind: choice('on', 'off'),
    fallback: 'off',
    meaning:
      'Whether the screen tells the networks of this machine that you are there, so that people on them find you with ' +
      '/nearby: your login name and which server you are on. /nearby show and hide change it while the program runs.',
    scope: 'client',
  }),
  token: setting({
    env: 'CHAT_TUI_TOKEN',
    kind: text,
    meaning:
      'Login token for scripts; goes before every kept login. Only to the server named by setting or your own; for ' +
      'another one no kept login takes its place. To one that join names with --use-token, else the login kept ' +
      'there is used.',
    scope: 'client',
  }),
  tokenFile: setting({
    env: 'CHAT_TUI_TOKEN_FILE',
    kind: folder,
    meaning: 'File with the login token, readable by you alone, or a secret of root’s that is mounted read-only.',
    scope: 'client',
  }),
  ...SCREEN,
  encrypt: setting({
    env: 'CHAT_TUI_ENCRYPT',
    key: 'encrypt',
    kind: choice('on', 'off'),
    fallback: 'on',
    meaning:
      'Whether new direct conversations, groups and private rooms are encrypted from the first word, where ' +
      'everybody in them can; with off, /encrypt does it for one. Experimental, not audited.',
    scope: 'client',
  }),
  keyPassphraseFile: setting({
    env: 'CHAT_TUI_KEY_PASSPHRASE_FILE',
    kind: folder,
    meaning:
      'File with the passphrase of your encryption keys, where /encryption passphrase has set one; as safe as ' +
      'that of a token. Without it: a terminal is asked.',
    scope: 'client',
  }),
  ...HISTORY,
  host: setting({
    flag: '--host <address>',
    env: 'CHAT_TUI_HOST',
    key: 'serve.host',
    kind: text,
    fallback: '127.0.0.1',
    allowed: 'an address or a name of this machine',
    meaning: 'Address to listen on; 0.0.0.0 for every network this machine is in.',
    scope: 'server',
  }),
  port: setting({
    flag: '--port <number>',
    env: 'CHAT_TUI_PORT',
    key: 'serve.port',
    kind: port,
    fallback: String(DEFAULT_PORT),
    meaning: 'Port to listen on; 0 takes a free one.',
    scope: 'server',
  }),
  data: setting({
    flag: '--data <folder>',
    env: 'CHAT_TUI_DATA',
    key: 'serve.data',
    kind: folder,
    meaning:
      'Folder of the database and the files; in one that holds other things or that others can write, its ' +
      'folder chat-tui. Without it: one in your data folder.',
    scope: 'server',
  }),
  names: setting({
    flag: '--names <names>',
    env: 'CHAT_TUI_NAMES',
    key: 'serve.names',
    kind: hostNames,
    meaning: 'Names under which the server is reached, by DNS or through a proxy, for clients that send an Origin.',
    scope: 'server',
  }),
  ...NETWORK,
  maxMessageLength: setting({
    flag: '--max-message-length <characters>',
    env: 'CHAT_TUI_MAX_MESSAGE_LENGTH',
    key: 'serve.max-message-length',
    kind: positiveInt('characters', 65_536),
    fallback: String(DEFAULT_LIMITS.messageGraphemesMax),
    meaning: 'Characters in one message, as a person counts them.',
    isLive: true,
    scope: 'server',
  }),
  maxFileSize: setting({
    flag: '--max-file-size <size>',
    env: 'CHAT_TUI_MAX_FILE_SIZE',
    key: 'serve.max-file-size',
    kind: size,
    fallback: '4GiB',
    meaning: 'Size of one file.',
    isLive: true,
    scope: 'server',
  }),
  maxUsers: setting({
    flag: '--max-users <number>',
    env: 'CHAT_TUI_MAX_USERS',
    key: 'serve.max-users',
    kind: positiveInt('people', 1_000_000),
    fallback: String(DEFAULT_LIMITS.usersMax),
    meaning: 'People online at once; one more is told that the server is full.',
    isLive: true,
    scope: 'server',
  }),
  ...SIGN_IN,
  ...SHARES,
  triesPerAddress: setting({
    flag: '--tries-per-address <number>',
    env: 'CHAT_TUI_TRIES_PER_ADDRESS',
    key: 'serve.tries-per-address',
    kind: wholeNumber('tries', 1_000_000),
    fallback: '120',
    meaning: 'Logins and registrations from one address in a minute; 0 is without limit.',
    scope: 'server',
  }),
  connectionsPerAddress: setting({
    flag: '--connections-per-address <number>',
    env: 'CHAT_TUI_CONNECTIONS_PER_ADDRESS',
    key: 'serve.connections-per-address',
    kind: wholeNumber('connections', 1_000_000),
    fallback: '3000',
    meaning: 'Connections from one address that may begin in a minute, a sixth of them at once; 0 is without limit.',
    scope: 'server',
  }),
  admissionsPerSecond: setting({
    flag: '--admissions-per-second <number>',
    env: 'CHAT_TUI_ADMISSIONS_PER_SECOND',
    key: 'serve.admissions-per-second',
    kind: wholeNumber('people', 1_000_000),
    fallback: '200',
    meaning: 'People let in a second, as after a restart; the others are told how long to wait; 0 is without limit.',
    scope: 'server',
  }),
  ...UPKEEP,
  home: setting({
    env: 'CHAT_TUI_HOME',
    kind: folder,
    meaning: 'One folder for everything of one person, instead of the usual folders of the system.',
    scope: 'process',
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;

type ValueOf<Row> = Row extends {kind: Kind<infer Value>} ? Value : never;

/** Values of all settings; `undefined` if not given and without default. */
export type Settings = {
  [Name in SettingName]:
    ValueOf<(typeof SETTINGS)[Name]> | ((typeof SETTINGS)[Name] extends {fallback: string} ? never : undefined);
};

/** Names of the settings of one scope, in the order of the table. */
export const settingNames = (scope: Setting<unknown>['scope']): SettingName[] =>
  (Object.keys(SETTINGS) as SettingName[]).filter(name => SETTINGS[name].scope === scope);

/** The row of a setting, which is named as the command-line parser names its flag: `--max-file-size` is `maxFileSize`. */
export const rowOf = (name: SettingName): Setting<unknown> => SETTINGS[name];
