/** Reads settings; flags take precedence over the environment, `config.toml` and defaults, in this order. */
import {readFileSync} from 'node:fs';
import {ChatError} from '../../shared/errors.ts';
import {orNearest} from '../../shared/words/nearest.ts';
import {rowOf, SETTINGS, settingNames, type Setting, type SettingName, type Settings} from './settings.ts';

interface Sources {
  /** Values as typed, by name of the setting. */
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

/** Prefix of server settings. */
const SERVER_PREFIX = 'serve.';
/** Prefix of key bindings, which the screen checks. */
const KEYS_PREFIX = 'keys.';
const KNOWN: ReadonlySet<string> = new Set(Object.values(SETTINGS).flatMap(row => ('key' in row ? [row.key] : [])));

/** Unknown keys are reported only in the own part of the file, which may be shared with a server of another version. */
function requireKnown(key: string, scope: Setting<unknown>['scope'], configFile: string): void {
  const isOwn = key.startsWith(SERVER_PREFIX) === (scope === 'server');
  if (isOwn && !KNOWN.has(key) && !key.startsWith(KEYS_PREFIX))
    throw new ChatError(
      'settings-invalid',
      `${configFile} has an unknown setting ${key}${orNearestSetting(KNOWN, key)}`,
    );
}

/**
 * End of a sentence about an unknown setting: suggests a similar name, with at most one typo per four letters, but up to two in
 * short names.
 */
export const orNearestSetting = (names: Iterable<string>, typed: string): string =>
  orNearest(names, typed, Math.max(2, Math.floor(typed.length / 4)));

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

/** The flag or variable that overrides the file, as it was given. `label`: its name. */
export function givenBefore(
  name: SettingName,
  {flags, env}: Pick<Sources, 'flags' | 'env'>,
): {source: 'flag' | 'env'; label: string; value: string} | undefined {
  const row = rowOf(name);
  const flag = flags[name];
  if (typeof flag === 'string') return {source: 'flag', label: (row.flag ?? '').replace(/ .*/, ''), value: flag};
  const value = env[row.env];
  return value === undefined || value === '' ? undefined : {source: 'env', label: row.env, value};
}

function readOne(name: SettingName, sources: Sources, file: ReadonlyMap<string, unknown>): unknown {
  const row = rowOf(name);
  const given = givenBefore(name, sources);
  if (given !== undefined) return parse(row, given.value, given.label);
  const fromFile = row.key === undefined ? undefined : file.get(row.key);
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

/** Values by dotted key; empty if there is no file. */
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

/** `undefined` if the file does not exist. @throws settings-invalid */
export function configContent(path: string): string | undefined {
  try {
    // Removes a byte order mark, which some editors write.
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
