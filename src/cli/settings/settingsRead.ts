/** Reads the settings: flags before environment before `config.toml` before default. */
import {readFileSync} from 'node:fs';
import {distanceOf} from '../../client/input/commandSearch.ts';
import {ChatError} from '../../shared/errors.ts';
import {rowOf, SETTINGS, settingNames, type Setting, type SettingName, type Settings} from './settings.ts';

interface Sources {
  /** By the name of the setting, as typed. */
  flags: Readonly<Record<string, unknown>>;
  env: Readonly<Record<string, string | undefined>>;
  configFile: string;
}

/** Reads only the settings of a scope, so that an invalid server setting does not stop a client. @throws settings-invalid */
export async function readSettings<Name extends SettingName = SettingName>(
  scope: Setting<unknown>['scope'],
  sources: Sources,
): Promise<Pick<Settings, Name>> {
  const file = await readConfigFile(sources.configFile);
  for (const key of file.keys()) requireKnown(key, scope, sources.configFile);
  const found: Record<string, unknown> = {};
  for (const name of settingNames(scope)) found[name] = readOne(name, sources, file);
  return found as Pick<Settings, Name>;
}

/** Reads one setting; other errors in the file are ignored. @throws settings-invalid */
export async function readSetting<Name extends SettingName>(name: Name, sources: Sources): Promise<Settings[Name]> {
  return readOne(name, sources, await readConfigFile(sources.configFile)) as Settings[Name];
}

/** What begins with it is a server's. */
const SERVER_PREFIX = 'serve.';
/** What begins with it is about keys, which the screen knows. */
const KEYS_PREFIX = 'keys.';
const KNOWN: ReadonlySet<string> = new Set(Object.values(SETTINGS).flatMap(row => ('key' in row ? [row.key] : [])));

/** Only in one's own part: a file may be shared with a server of another version. */
function requireKnown(key: string, scope: Setting<unknown>['scope'], configFile: string): void {
  const isOwn = key.startsWith(SERVER_PREFIX) === (scope === 'server');
  if (isOwn && !KNOWN.has(key) && !key.startsWith(KEYS_PREFIX))
    throw new ChatError('settings-invalid', unknownSentence(key, configFile));
}

function unknownSentence(key: string, configFile: string): string {
  const [nearest] = [...KNOWN]
    .map(name => ({name, distance: distanceOf(key.slice(0, 64).toLowerCase(), name)}))
    .toSorted((one, other) => one.distance - other.distance);
  const isNear = nearest !== undefined && nearest.distance <= Math.max(2, Math.floor(key.length / 4));
  return `${configFile} has an unknown setting ${key}${isNear ? `; did you mean ${nearest.name}?` : '.'}`;
}

/** All problems, a sentence each. */
export async function findProblems(scope: Setting<unknown>['scope'], sources: Sources): Promise<string[]> {
  const problems: string[] = [];
  const note = (look: () => void) => {
    try {
      look();
    } catch (error) {
      problems.push((error as Error).message);
    }
  };
  let file: ReadonlyMap<string, unknown> = new Map();
  try {
    file = await readConfigFile(sources.configFile);
  } catch (error) {
    return [(error as Error).message];
  }
  for (const key of file.keys()) note(() => requireKnown(key, scope, sources.configFile));
  for (const name of settingNames(scope)) note(() => readOne(name, sources, file));
  return problems;
}

function readOne(name: SettingName, sources: Sources, file: ReadonlyMap<string, unknown>): unknown {
  const row = rowOf(name);
  const flag = sources.flags[name];
  const fromFile = row.key === undefined ? undefined : file.get(row.key);
  if (typeof flag === 'string') return parse(row, flag, (row.flag ?? '').replace(/ .*/, ''));
  const env = sources.env[row.env];
  if (env !== undefined && env !== '') return parse(row, env, row.env);
  if (fromFile !== undefined) return parse(row, textIn(fromFile, row, sources), `${row.key} in ${sources.configFile}`);
  return row.fallback === undefined ? undefined : parse(row, row.fallback, name);
}

function textIn(value: unknown, {key}: Setting<unknown>, {configFile}: Sources): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new ChatError('settings-invalid', `${key} in ${configFile} must be text or a number.`);
}

function parse(row: Setting<unknown>, typed: string, where: string): unknown {
  const value = row.kind.parse(typed);
  if (value === undefined) throw new ChatError('settings-invalid', `${where} must be ${row.kind.expected}.`);
  return value;
}

/** Dotted key → value; empty when there is no file. */
export async function readConfigFile(path: string): Promise<Map<string, unknown>> {
  const content = configContent(path);
  if (content === undefined) return new Map();
  const {parse: parseToml} = await import('smol-toml');
  const values = new Map<string, unknown>();
  try {
    flatten(parseToml(content), '', values);
  } catch (error) {
    const {line: at} = error as {line?: unknown};
    const line = typeof at === 'number' ? ` in line ${at}` : '';
    throw new ChatError('settings-invalid', `${path} is not valid TOML${line}.`);
  }
  return values;
}

/** Absent when there is none. @throws settings-invalid */
export function configContent(path: string): string | undefined {
  try {
    // Some editors put a mark at its beginning.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ChatError('settings-invalid', `${path} cannot be read.`);
  }
}

function flatten(table: object, prefix: string, into: Map<string, unknown>): void {
  for (const [key, value] of Object.entries(table)) {
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
    if (isTable) flatten(value as object, `${prefix}${key}.`, into);
    else into.set(prefix + key, value);
  }
}
