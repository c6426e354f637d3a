/** Reads and edits client settings in `config.toml` in place, so that comments stay. */
import {distanceOf} from '../../client/input/commandSearch.ts';
import {ChatError} from '../../shared/errors.ts';
import type {LocalSetting, LocalSettings} from '../../tui/localSettings.ts';
import {writeShared} from './privateFile.ts';
import {rowOf, settingNames, type Setting} from './settings.ts';
import {configContent, readConfigFile} from './settingsRead.ts';

interface Place {
  env: Readonly<Record<string, string | undefined>>;
  configFile: string;
}

interface KeyedRow extends Setting<unknown> {
  key: string;
}

const rows = (): KeyedRow[] =>
  settingNames('client').flatMap(name => {
    const row = rowOf(name);
    return row.key === undefined ? [] : [{...row, key: row.key}];
  });

export const localSettings = (place: Place): LocalSettings => ({
  async list() {
    const file = await readConfigFile(place.configFile);
    return rows().map((row): LocalSetting => ({
      name: row.key,
      value: fromEnv(row, place) ?? textOf(file.get(row.key)) ?? row.fallback ?? '',
      meaning: row.meaning,
      choices: row.kind.choices ?? [],
    }));
  },
  async set(name, value) {
    const row = rows().find(({key}) => key === name);
    if (row === undefined) throw new ChatError('setting-unknown', `${name.slice(0, 40)}${nearest(name)}`);
    const isGone = value === 'default';
    if (!isGone && row.kind.parse(value) === undefined)
      throw new ChatError('settings-invalid', `${row.key} must be ${row.allowed ?? row.kind.expected}.`);
    await write(place.configFile, row.key, isGone ? undefined : value);
    const after = fromEnv(row, place) === undefined ? '' : ` ${row.env} in the environment goes before it.`;
    return `${row.key} is ${isGone ? 'as at first' : value} from the next start on, in ${place.configFile}.${after}`;
  },
});

function fromEnv({env}: KeyedRow, place: Place): string | undefined {
  const value = place.env[env];
  return value === undefined || value === '' ? undefined : value;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;

function nearest(name: string): string {
  const [near] = rows()
    .map(({key}) => ({key, distance: distanceOf(name.slice(0, 64).toLowerCase(), key)}))
    .toSorted((one, other) => one.distance - other.distance);
  return near !== undefined && near.distance <= Math.max(2, Math.floor(name.length / 4))
    ? `; did you mean ${near.key}?`
    : '.';
}

/** @throws settings-invalid where somebody wrote it in a way that this does not understand */
async function write(configFile: string, key: string, value: string | undefined): Promise<void> {
  const text = withLine(configContent(configFile) ?? '', key, value);
  const {parse} = await import('smol-toml');
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

/** Replaces the key's line, or adds one behind the last line before the first table. */
export function withLine(text: string, key: string, value: string | undefined): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const table = lines.findIndex(line => /^\s*\[/.test(line));
  const end = table === -1 ? lines.length : table;
  const old = lines.findIndex((line, at) => at < end && new RegExp(`^\\s*"?${key}"?\\s*=`).test(line));
  const line = value === undefined ? undefined : `${key} = ${/^\d{1,15}$/.test(value) ? value : JSON.stringify(value)}`;
  if (old !== -1) {
    // Up to a sign that is in no text.
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
