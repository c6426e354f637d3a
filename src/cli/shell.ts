/** The environment of a verb: streams, environment variables, folders, settings, clock, ids. */
import {isProfileName, profileNamed} from '../client/profiles/profile.ts';
import {ChatError} from '../shared/errors.ts';
import {display} from '../shared/text/safeText.ts';
import {dataFolderOf} from './settings/dataFolder.ts';
import {readRemembered} from './settings/remembered.ts';
import {findPaths, knownHome, type Paths} from './settings/paths.ts';
import {programName} from './programName.ts';
import type {SettingName, Settings} from './settings/settings.ts';
import {findProblems, readSetting, readSettings} from './settings/settingsRead.ts';
import {randomBytes} from 'node:crypto';
import {newEntryId} from '../shared/entries/entryId.ts';

export interface Shell {
  env: Readonly<Record<string, string | undefined>>;
  paths: Paths;
  /** How this program is called here. */
  programName: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  clientSettings(): Promise<ClientSettings>;
  serverSettings(): Promise<ServerFlags>;
  /** What is wrong with the settings of a server, a sentence each. */
  serverProblems(): Promise<string[]>;
  /** Folder of the data of the server on this machine. */
  serverDir(): Promise<string>;
  /** With `--no-wait`: what the server refuses for now is not asked again. */
  isHasty: boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** As `shared/entries/entryId.ts` makes it. */
  newId(): string;
  /**
   * One line to standard output, or several; what could control the terminal is left out of them. Foreign parts that are to stay
   * on their line must have passed `display()`.
   */
  print(line: string): void;
  /** One value as one line of JSON; control characters are escaped, so it may hold anything. */
  printJson(value: unknown): void;
  /** One sentence to standard error. */
  tell(sentence: string): void;
}

export type ClientSettings = Pick<
  Settings,
  | 'server'
  | 'fingerprint'
  | 'user'
  | 'identity'
  | 'store'
  | 'downloads'
  | 'limit'
  | 'route'
  | 'nearby'
  | 'token'
  | 'tokenFile'
  | 'escapeWait'
  | 'markup'
  | 'links'
  | 'mouse'
  | 'notifications'
  | 'encrypt'
  | 'keyPassphraseFile'
  | 'historyMessages'
  | 'historySize'
  | 'directHistory'
  | 'layout'
  | 'plain'
  | 'spelling'
  | 'images'
  | 'imageSize'
  | 'theme'
>;
export type ServerFlags = Omit<Settings, keyof ClientSettings | 'home'>;

/** Escapes what JSON leaves alone but a terminal may act on: DEL, C1, bidi controls and line separators. */
const LIVE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
const escaped = (character: string) =>
  Array.from(
    {length: character.length},
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

const toJsonLine = (value: unknown): string => JSON.stringify(value).replaceAll(LIVE, escaped);

/** By the clock and the random source of this machine. */
export const newId = (): string => newEntryId(Date.now(), randomBytes);

/** What is used of the process: environment and streams. */
export type Outside = Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr' | 'platform'> & {
  /** The program's own path stands second; absent where it has none. */
  argv?: readonly string[];
};

/** `undefined` where the home folder is unknown. */
export function configFileOf({env, platform}: Pick<Outside, 'env' | 'platform'>): string | undefined {
  try {
    return findPaths({env, platform, home: homeOf(env)}).configFile;
  } catch {
    return undefined;
  }
}

/** @param flags options as typed, by name of the setting */
export function openShell(flags: Readonly<Record<string, unknown>>, outside: Outside): Shell {
  const {env, stdin, stdout, stderr, platform} = outside;
  const paths = findPaths({env, platform, home: homeOf(env)});
  const sources = {flags, env, configFile: paths.configFile};
  return {
    env,
    paths,
    programName: programName(env, outside.argv?.[1]),
    stdin,
    stdout,
    stderr,
    clientSettings: async () =>
      withProfile(paths, await readSettings<Exclude<SettingName, keyof ServerFlags>>('client', sources)),
    serverSettings: () => readSettings<keyof ServerFlags>('server', sources),
    serverProblems: () => findProblems('server', sources),
    serverDir: async () => dataFolderOf((await readSetting('data', sources)) ?? paths.serverDir),
    isHasty: flags.wait === false,
    now: Date.now,
    newId,
    print: line => void stdout.write(`${line.split('\t').map(harmless).join('\t')}\n`),
    printJson: value => void stdout.write(`${toJsonLine(value)}\n`),
    tell: tellOn(stderr),
  };
}

/** A server that the window knows by a name is meant by that name, with the account that one has there. */
function withProfile<Found extends Pick<ClientSettings, 'server' | 'user'>>(paths: Paths, found: Found): Found {
  const {server, user} = found;
  // Nothing is read for who says none, or for what can only be an address.
  const profile =
    server !== undefined && isProfileName(server) ? profileNamed(readRemembered(paths).profiles, server) : undefined;
  return profile === undefined ? found : {...found, server: profile.serverUrl, user: user ?? profile.user};
}

const harmless = (part: string): string => display(part, 'block');

/** Writes one sentence to standard error. */
export const tellOn =
  (stderr: NodeJS.WritableStream): Shell['tell'] =>
  sentence =>
    void stderr.write(`${display(sentence, 'block')}\n`);

/**
 * An account that the system does not know has none unless `HOME` says where; then it must be said where everything is kept.
 * @throws settings-invalid
 */
function homeOf(env: Outside['env']): string {
  const home = knownHome();
  if (home !== undefined) return home;
  if ((env.CHAT_TUI_HOME ?? '') !== '') return '/';
  throw new ChatError(
    'settings-invalid',
    'This account has no home folder. Set CHAT_TUI_HOME to a folder that you can write, for everything of chat-tui.',
  );
}
