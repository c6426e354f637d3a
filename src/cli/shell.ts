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
  /** Options as typed, by name of the setting. */
  flags: Readonly<Record<string, unknown>>;
  paths: Paths;
  /** The command by which this program is called. */
  programName: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  clientSettings(): Promise<ClientSettings>;
  serverSettings(): Promise<ServerFlags>;
  /** Problems with the server's settings, one sentence each. */
  serverProblems(): Promise<string[]>;
  /** Data folder of this machine's server. */
  serverDir(): Promise<string>;
  /** With `--no-wait`: temporary refusals are not retried. */
  isHasty: boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** As `shared/entries/entryId.ts` makes it. */
  newId(): string;
  /**
   * Prints one or more lines to standard output, without characters that could control the terminal. Untrusted parts that must
   * stay on their line have to pass `display()` first.
   */
  print(line: string): void;
  /** Prints a value as one line of JSON. Control characters are escaped, so it may contain anything. */
  printJson(value: unknown): void;
  /** Prints a sentence to standard error. */
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

/** Uses this machine's clock and random source. */
export const newId = (): string => newEntryId(Date.now(), randomBytes);

/** The used part of the process: environment and streams. */
export type Outside = Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr' | 'platform'> & {
  /** The second item is the program's own path, if it has one. */
  argv?: readonly string[];
};

/** `undefined` if the home folder is unknown. */
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
    flags,
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

/** Replaces the name of a server of the window by its address and account. */
function withProfile<Found extends Pick<ClientSettings, 'server' | 'user'>>(paths: Paths, found: Found): Found {
  const {server, user} = found;
  // Nothing is read if no server is given, or if it can only be an address.
  const profile =
    server !== undefined && isProfileName(server) ? profileNamed(readRemembered(paths).profiles, server) : undefined;
  return profile === undefined ? found : {...found, server: profile.serverUrl, user: user ?? profile.user};
}

const harmless = (part: string): string => display(part, 'block');

/** Returns a function that writes a sentence to standard error. */
export const tellOn =
  (stderr: NodeJS.WritableStream): Shell['tell'] =>
  sentence =>
    void stderr.write(`${display(sentence, 'block')}\n`);

/**
 * A user without an entry in the system has no home unless `HOME` names it; otherwise all paths must be given. @throws
 * settings-invalid
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
