/** Paths of the user's files on this machine: XDG base directories, those of the platform, or one folder for everything. */
import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {isAbsolute, join, resolve} from 'node:path';
import {withHome} from '../../client/transfers/up/localPaths.ts';

export interface Paths {
  /** `config.toml`; it may not exist. */
  configFile: string;
  /** Data of the client: outbox, unfinished transfers, token file. */
  clientDir: string;
  /** Database and files of this machine's server. */
  serverDir: string;
  /** Logs and remembered state. */
  stateDir: string;
  /** Files that can be recreated at any time. */
  cacheDir: string;
  downloadsDir: string;
}

/** From the system or `HOME`. An empty or relative value is ignored, because it would depend on the working directory. */
export function knownHome(): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}

interface Place {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** The user's home folder. */
  home: string;
}

const NAME = 'chat-tui';

/** @see https://specifications.freedesktop.org/basedir-spec/latest/ */
export function findPaths({env, platform, home}: Place): Paths {
  const own = env.CHAT_TUI_HOME;
  if (own !== undefined && own !== '') return pathsInOneFolder(isAbsolute(own) ? own : resolve(withHome(own, home)));
  const bases =
    platform === 'darwin' ? macBases(home) : platform === 'win32' ? windowsBases(env, home) : xdgBases(env, home);
  return {
    configFile: join(bases.config, 'config.toml'),
    clientDir: join(bases.data, 'client'),
    serverDir: join(bases.data, 'server'),
    stateDir: bases.state,
    cacheDir: bases.cache,
    downloadsDir: downloadsDirOf(env, home, platform),
  };
}

const pathsInOneFolder = (folder: string): Paths => ({
  configFile: join(folder, 'config.toml'),
  clientDir: join(folder, 'client'),
  serverDir: join(folder, 'server'),
  stateDir: join(folder, 'state'),
  cacheDir: join(folder, 'cache'),
  downloadsDir: join(folder, 'downloads'),
});

interface Bases {
  config: string;
  data: string;
  state: string;
  cache: string;
}

function xdgBases(env: Place['env'], home: string): Bases {
  // Relative paths are ignored, as the specification demands.
  const base = (name: string, fallback: string) => join(absolute(env[name]) ?? join(home, fallback), NAME);
  return {
    config: base('XDG_CONFIG_HOME', '.config'),
    data: base('XDG_DATA_HOME', '.local/share'),
    state: base('XDG_STATE_HOME', '.local/state'),
    cache: base('XDG_CACHE_HOME', '.cache'),
  };
}

function macBases(home: string): Bases {
  const support = join(home, 'Library/Application Support', NAME);
  return {
    config: support,
    data: support,
    state: join(home, 'Library/Logs', NAME),
    cache: join(home, 'Library/Caches', NAME),
  };
}

function windowsBases(env: Place['env'], home: string): Bases {
  const roaming = join(absolute(env.APPDATA) ?? join(home, 'AppData/Roaming'), NAME);
  const local = join(absolute(env.LOCALAPPDATA) ?? join(home, 'AppData/Local'), NAME);
  return {config: roaming, data: join(local, 'Data'), state: join(local, 'State'), cache: join(local, 'Cache')};
}

const absolute = (path: string | undefined) => (path !== undefined && isAbsolute(path) ? path : undefined);

/** `XDG_DOWNLOAD_DIR` from the environment or the desktop's configuration; else `Downloads`. */
function downloadsDirOf(env: Place['env'], home: string, platform: NodeJS.Platform): string {
  if (platform === 'darwin' || platform === 'win32') return join(home, 'Downloads');
  const told = absolute(env.XDG_DOWNLOAD_DIR);
  if (told !== undefined) return told;
  const file = join(absolute(env.XDG_CONFIG_HOME) ?? join(home, '.config'), 'user-dirs.dirs');
  const line = /^XDG_DOWNLOAD_DIR="(.*)"$/m.exec(readIfThere(file))?.[1];
  return absolute(line?.replace(/^\$HOME(?=\/|$)/, () => home)) ?? join(home, 'Downloads');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
