/** Reads and edits the `[keys]` table of `config.toml` in place, so that comments stay. */
import {isPresetName, type PresetName} from '../../client/wording/screenChoices.ts';
import {ChatError} from '../../shared/errors.ts';
import type {KeptKeys} from '../../tui/bindings/bindingStore.ts';
import {writeShared} from './privateFile.ts';
import {configContent, readConfigFile} from './settingsRead.ts';

const PREFIX = 'keys.';
/** Generous limits for actions, and for keys per action. */
const ACTIONS_MAX = 500;
const KEYS_MAX = 32;

interface FoundKeys {
  kept: KeptKeys;
  /** One sentence each; contains untrusted text. */
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
  const {parse} = await import('smol-toml');
  const wanted: [string, string][] = Object.entries(own)
    .filter(([name, chords]) => JSON.stringify(kept.own[name]) !== JSON.stringify(chords))
    .map(([name, chords]) => [name, `[${chords.map(chord => JSON.stringify(chord)).join(', ')}]`]);
  if (preset !== kept.preset) wanted.unshift(['preset', JSON.stringify(preset)]);
  // Reading and writing are synchronous, so that another command cannot change the file in between.
  let text = configContent(configFile) ?? '';
  for (const [name, value] of wanted) text = withRow(text, name, value);
  // A table in an unsupported notation is left unchanged.
  if (!isRight(parse, text, wanted))
    throw new ChatError('bindings-unkept', `[keys] in ${configFile} is written in a way that only you can change.`);
  try {
    writeShared(configFile, text);
  } catch {
    throw new ChatError('bindings-unkept', `${configFile} cannot be written.`);
  }
}

/** Whether the parsed text contains the wanted values. */
function isRight(parse: (toml: string) => object, text: string, wanted: readonly [string, string][]): boolean {
  try {
    const {keys = {}} = parse(text) as {keys?: Readonly<Record<string, unknown>>};
    return wanted.every(([name, value]) => JSON.stringify(keys[name]) === JSON.stringify(JSON.parse(value)));
  } catch {
    return false;
  }
}

/** Replaces the row with this name in the table, or adds one after the last. Names consist of letters. */
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
