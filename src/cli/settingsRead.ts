/** Reads the settings: flags before environment before `config.toml` before default. */
import {readFileSync} from 'node:fs';
import {ChatError} from '../shared/errors.ts';
import {rowOf, SETTINGS, settingNames, type Setting, type SettingName, type Settings} from './settings.ts';

export interface Sources {
  /** By the name of the setting, as typed. */
  flags: Readonly<Record<string, unknown>>;
  env: Readonly<Record<string, string | undefined>>;
  configFile: string;
}

/** Reads what a scope has; all others stay unread, so that a wrong server setting does not stop a client. @throws settings-invalid */
export async function readSettings<Name extends SettingName = SettingName>(
  scope: Setting<unknown>['scope'],
  sources: Sources,
): Promise<Pick<Settings, Name>> {
  const file = await readConfigFile(sources.configFile);
  const found: Record<string, unknown> = {};
  for (const name of settingNames(scope)) found[name] = readOne(name, sources, file);
  return found as Pick<Settings, Name>;
}

function readOne(name: SettingName, sources: Sources, file: ReadonlyMap<string, string>): unknown {
  const row = rowOf(name);
  const flag = sources.flags[name];
  const fromFile = row.key === undefined ? undefined : file.get(row.key);
  if (typeof flag === 'string') return parse(row, flag, (row.flag ?? '').replace(/ .*/, ''));
  const env = sources.env[row.env];
  if (env !== undefined && env !== '') return parse(row, env, row.env);
  if (fromFile !== undefined) return parse(row, fromFile, `${row.key} in ${sources.configFile}`);
  return row.fallback === undefined ? undefined : parse(row, row.fallback, name);
}

function parse(row: Setting<unknown>, typed: string, where: string): unknown {
  const value = row.kind.parse(typed);
  if (value === undefined) throw new ChatError('settings-invalid', `${where} must be ${row.kind.expected}.`);
  return value;
}

/** Dotted key → value as text; empty when there is no file. */
async function readConfigFile(path: string): Promise<Map<string, string>> {
  const content = contentOf(path);
  if (content === undefined) return new Map();
  const {parse: parseToml} = await import('smol-toml');
  const values = new Map<string, string>();
  try {
    flatten(parseToml(content), '', values);
  } catch (error) {
    if (error instanceof ChatError) throw error;
    const {line: at} = error as {line?: unknown};
    const line = typeof at === 'number' ? ` in line ${at}` : '';
    throw new ChatError('settings-invalid', `${path} is not valid TOML${line}.`);
  }
  const known = new Set(Object.values(SETTINGS).map(row => ('key' in row ? row.key : undefined)));
  for (const key of values.keys()) {
    if (!known.has(key as never)) throw new ChatError('settings-invalid', `${path} has an unknown setting ${key}.`);
  }
  return values;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ChatError('settings-invalid', `${path} cannot be read.`);
  }
}

function flatten(table: object, prefix: string, into: Map<string, string>): void {
  for (const [key, value] of Object.entries(table)) {
    const path = prefix + key;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      into.set(path, String(value));
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date))
      flatten(value, `${path}.`, into);
    else throw new ChatError('settings-invalid', `${path} must be text or a number.`);
  }
}
