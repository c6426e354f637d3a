/** Reads and edits the `[keys]` table of `config.toml` in place, so that comments stay. */
import {isPresetName, type PresetName} from '../../client/wording/screenChoices.ts';
import {ChatError} from '../../shared/errors.ts';
import type {KeptKeys} from '../../tui/bindings/bindingStore.ts';
import {writeShared} from './privateFile.ts';
import {configContent, readConfigFile} from './settingsRead.ts';

const PREFIX = 'keys.';
/** Actions, and keys of one of them; nobody has more. */
const ACTIONS_MAX = 500;
const KEYS_MAX = 32;

interface FoundKeys {
  kept: KeptKeys;
  /** A sentence each; foreign text. */
  problems: readonly string[];
}

/** Invalid entries are reported and skipped, so that they never prevent a start. @throws settings-invalid for invalid TOML */
export async function readKeys(configFile: string): Promise<FoundKeys> {
  const problems: string[] = [];
  const own: Record<string, readonly string[]> = {};
  let preset: PresetName = 'default';
  const table = [...(await readConfigFile(configFile))].filter(([key]) => key.startsWith(PREFIX));
  for (const [key, value] of table.slice(0, ACTIONS_MAX)) {
    const name = key.slice(PREFIX.length);
    const chords = typeof value === 'string' ? [value] : value;
    if (name === 'preset') {
      if (isPresetName(value)) preset = value;
      else problems.push(`preset in [keys] of ${configFile} is none that there is; /keys preset lists them.`);
    } else if (Array.isArray(chords) && chords.length <= KEYS_MAX && chords.every(one => typeof one === 'string'))
      own[name] = chords;
    else problems.push(`${name.slice(0, 40)} in [keys] of ${configFile} must be a key, or a list of keys.`);
  }
  return {kept: {preset, own}, problems};
}

/** Changes only the lines that differ. @throws bindings-unkept */
export async function writeKeys(configFile: string, {preset, own}: KeptKeys): Promise<void> {
  const {kept} = await readKeys(configFile);
  const wanted: [string, string][] = Object.entries(own)
    .filter(([name, chords]) => JSON.stringify(kept.own[name]) !== JSON.stringify(chords))
    .map(([name, chords]) => [name, `[${chords.map(chord => JSON.stringify(chord)).join(', ')}]`]);
  if (preset !== kept.preset) wanted.unshift(['preset', JSON.stringify(preset)]);
  let text = configContent(configFile) ?? '';
  for (const [name, value] of wanted) text = withRow(text, name, value);
  // What somebody wrote in a way that this does not understand is not made worse.
  const draft = await parsed(text, configFile);
  const isRight = wanted.every(([name, value]) => JSON.stringify(draft[name]) === JSON.stringify(JSON.parse(value)));
  if (!isRight)
    throw new ChatError('bindings-unkept', `[keys] in ${configFile} is written in a way that only you can change.`);
  try {
    writeShared(configFile, text);
  } catch {
    throw new ChatError('bindings-unkept', `${configFile} cannot be written.`);
  }
}

async function parsed(text: string, configFile: string): Promise<Readonly<Record<string, unknown>>> {
  const {parse} = await import('smol-toml');
  try {
    return (parse(text).keys ?? {}) as Record<string, unknown>;
  } catch {
    throw new ChatError('bindings-unkept', `[keys] in ${configFile} is written in a way that only you can change.`);
  }
}

/** In the table, in place of the row with this name, or behind the last one; names are of letters. */
function withRow(text: string, name: string, value: string): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const row = `${name} = ${value}`;
  const head = lines.findIndex(line => /^\s*\[\s*keys\s*\]\s*(?:#.*)?$/.test(line));
  if (head === -1) return `${[...lines, ...(lines.length > 0 ? [''] : []), '[keys]', row].join('\n')}\n`;
  const next = lines.findIndex((line, at) => at > head && /^\s*\[/.test(line));
  const end = next === -1 ? lines.length : next;
  const old = lines.findIndex((line, at) => at > head && at < end && new RegExp(`^\\s*"?${name}"?\\s*=`).test(line));
  if (old !== -1) lines[old] = row + (/^[^#"]*(?:"[^"]*"[^#"]*)*(\s+#.*)$/.exec(lines[old] ?? '')?.[1] ?? '');
  else {
    let last = end;
    while (last > head + 1 && (lines[last - 1] ?? '').trim() === '') last--;
    lines.splice(last, 0, row);
  }
  return `${lines.join('\n')}\n`;
}
