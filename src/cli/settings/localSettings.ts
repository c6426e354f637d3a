/** Reads and edits client settings in `config.toml` in place, so that comments stay. */
import {ChatError} from '../../shared/errors.ts';
import type {LocalSetting, LocalSettings} from '../../tui/localSettings.ts';
import type {Paths} from './paths.ts';
import {writeShared} from './privateFile.ts';
import {forgetMoved} from './remembered.ts';
import {rowOf, settingNames, type Setting, type SettingName} from './settings.ts';
import {configContent, givenBefore, orNearestSetting, readConfigFile} from './settingsRead.ts';
import {themeFiles} from './themeFiles.ts';

interface Place {
  env: Readonly<Record<string, string | undefined>>;
  /** Options as typed, by name of the setting. */
  flags: Readonly<Record<string, unknown>>;
  paths: Pick<Paths, 'configFile' | 'stateDir'>;
}

interface KeyedRow extends Setting<unknown> {
  name: SettingName;
  key: string;
}

const rows = (): KeyedRow[] =>
  settingNames('client').flatMap(name => {
    const row = rowOf(name);
    return row.key === undefined ? [] : [{...row, name, key: row.key}];
  });

/** Value of `/set` that removes a setting from the file. */
const DEFAULT = 'default';

export const localSettings = (place: Place): LocalSettings => ({
  async list() {
    const file = await readConfigFile(place.paths.configFile);
    return rows().map((row): LocalSetting => ({
      name: row.key,
      value: saidBefore(row, place)?.value ?? textOf(file.get(row.key)) ?? row.fallback ?? '',
      meaning: row.meaning,
      choices: row.kind.choices ?? [],
    }));
  },
  async set(name, value) {
    const row = await put(place, name, value === DEFAULT ? undefined : value);
    const before = saidBefore(row, place);
    const after = before === undefined ? '' : ` ${before.where} goes before it.`;
    const now = value === DEFAULT ? 'as at first' : value;
    return `${row.key} is ${now} from the next start on, in ${place.paths.configFile}.${after}`;
  },
  async keep(name, value) {
    const row = await put(place, name, value);
    const before = saidBefore(row, place);
    if (before === undefined || before.value === value) return undefined;
    return `${row.key} is kept as ${value}, but the next start has ${before.value}: ${before.where} goes before it.`;
  },
});

/**
 * Validates and writes a value; `undefined` removes the setting from the file. @throws setting-unknown, settings-invalid,
 * theme-unknown, theme-broken
 */
async function put({paths}: Place, name: string, value: string | undefined): Promise<KeyedRow> {
  const row = rows().find(({key}) => key === name);
  if (row === undefined) {
    const keys = rows().map(({key}) => key);
    throw new ChatError('setting-unknown', `${name.slice(0, 40)}${orNearestSetting(keys, name)}`);
  }
  if (value !== undefined && row.kind.parse(value) === undefined)
    throw new ChatError('settings-invalid', `${row.key} must be ${row.allowed ?? row.kind.expected}.`);
  if (value !== undefined && row.name === 'theme') {
    const {findTheme} = await import('../../tui/theme/chosenTheme.ts');
    await findTheme(value, themeFiles(paths));
  }
  await write(paths.configFile, row.key, value);
  forgetMoved(paths, row.key);
  return row;
}

/** A flag or variable that overrides the file. */
function saidBefore({name}: KeyedRow, place: Place): {where: string; value: string} | undefined {
  const given = givenBefore(name, place);
  if (given === undefined) return undefined;
  const {source, label, value} = given;
  return {where: `${label} ${source === 'flag' ? 'on the command line' : 'in the environment'}`, value};
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;

/** @throws settings-invalid if the file has it in an unsupported notation */
async function write(configFile: string, key: string, value: string | undefined): Promise<void> {
  const {parse} = await import('smol-toml');
  // From reading to writing at once: another command may change another line meanwhile.
  const text = withLine(configContent(configFile) ?? '', key, value);
  let found: unknown;
  try {
    found = (parse(text) as Readonly<Record<string, unknown>>)[key];
  } catch {
    throw new ChatError('settings-invalid', `${key} in ${configFile} is written in a way that only you can change.`);
  }
  if (textOf(found) !== value)
    throw new ChatError('settings-invalid', `${key} in ${configFile} is written in a way that only you can change.`);
  try {
    writeShared(configFile, text);
  } catch {
    throw new ChatError('settings-invalid', `${configFile} cannot be written.`);
  }
}

/** Replaces the key's line, or adds one after the last line before the first table. */
export function withLine(text: string, key: string, value: string | undefined): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const table = lines.findIndex(line => /^\s*\[/.test(line));
  const end = table === -1 ? lines.length : table;
  const old = lines.findIndex((line, at) => at < end && new RegExp(`^\\s*"?${key}"?\\s*=`).test(line));
  const line = value === undefined ? undefined : `${key} = ${/^\d{1,15}$/.test(value) ? value : JSON.stringify(value)}`;
  if (old !== -1) {
    // The line up to a `#` outside of strings.
    const [before = ''] = /^(?:[^#"']|"(?:[^"\\]|\\.)*"|'[^']*')*/.exec(lines[old] ?? '') ?? [];
    const comment = (/\s*$/.exec(before)?.[0] ?? '') + (lines[old] ?? '').slice(before.length);
    lines.splice(old, 1, ...(line === undefined ? [] : [(line + comment).trimEnd()]));
  } else if (line !== undefined) {
    let last = end;
    while (last > 0 && (lines[last - 1] ?? '').trim() === '') last--;
    lines.splice(last, 0, line, ...(last === end && table !== -1 ? [''] : []));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
