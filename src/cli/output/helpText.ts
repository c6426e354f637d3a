/** Help text besides verbs and options: examples, exit codes, environment, settings file. */
import {EXIT_CODES} from '../ending/exits.ts';
import {rowOf, SETTINGS, type Setting, type SettingName} from '../settings/settings.ts';
import type {Verb} from '../verb.ts';

/** Maximum width in columns. */
export const HELP_WIDTH_MAX = 100;

/** Meaning, allowed values, default and variable of a setting. */
export function settingHelp(name: SettingName): string {
  const {meaning, allowed, kind, fallback, env}: Setting<unknown> = rowOf(name);
  const may = allowed ?? kind.expected;
  const standard = fallback === undefined ? '' : ` (default ${fallback})`;
  return `${meaning} Allowed: ${may}${standard}. [${env}]`;
}

/** Command and meaning side by side if they fit, else below each other. */
export function examplesHelp({examples}: Verb): string {
  if (examples.length === 0) return '';
  const width = Math.max(...examples.map(([line]) => line.length));
  const isWide = examples.some(([, meaning]) => width + meaning.length + 4 > HELP_WIDTH_MAX);
  const lines = examples.map(([line, meaning]) =>
    isWide ? `  # ${meaning}\n  ${line}` : `  ${line.padEnd(width)}  ${meaning}`,
  );
  return `\nExamples:\n${lines.join('\n')}`;
}

/** Text at the end of a verb's help; the program's help has the rest. */
export const VERB_END = `
Exit codes: ${EXIT_CODES.slice(0, -1)
  .map(([code, meaning]) => `${code} ${meaning.replace(/[:,].*/, '')}`)
  .join(', ')}
More on them, on the environment and the settings file: chat-tui --help`;

const listed = (rows: readonly (readonly [string | number, string])[]): string => {
  const width = Math.max(...rows.map(([name]) => String(name).length)) + 4;
  return rows.map(([name, text]) => `  ${String(name).padEnd(width - 2)}${wrapped(text, width)}`).join('\n');
};

/** Wraps words into lines that start at this column. */
function wrapped(text: string, column: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const line = lines[last] === '' ? word : `${lines[last]} ${word}`;
    if (column + line.length <= HELP_WIDTH_MAX) lines[last] = line;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(column)}`);
}

/** @param configFile path of the settings file; `undefined` if unknown */
export function programEnd(configFile: string | undefined): string {
  const alone = Object.values(SETTINGS).filter(row => !('flag' in row));
  const variables = alone.map(({env, meaning}) => [env, meaning] as const);
  return `
Exit codes:
${listed(EXIT_CODES)}

Environment (the variable of an option stands behind it in brackets):
${listed([...variables, ['NO_COLOR', 'Set to anything: no colours on the screen.']])}

Settings file, in TOML; a flag goes before a variable, that before the file:
  ${configFile ?? 'config.toml in the folder that CHAT_TUI_HOME names'}
  for example:  server = "chat.example.org"`;
}
