/** Generates the commented `config.toml` of a server, in which every line is valid once uncommented. */
import {rowOf, settingNames, type Setting} from './settings.ts';

/** Maximum width of comments in columns. */
const WIDTH = 100;

export function configText(): string {
  const rows = settingNames('server')
    .map((name): Setting<unknown> => rowOf(name))
    .filter(({key}) => key?.startsWith('serve.') === true);
  return [
    '# Settings of chat-tui serve. A flag goes before an environment variable, that before this file, that before the default.',
    '# chat-tui serve --check reads it and says what is wrong; a running server reads it again with SIGHUP ' +
      'or: chat-tui admin config reload',
    '',
    '[serve]',
    ...rows.flatMap(row => ['', ...commentOf(row), `# ${(row.key ?? '').slice('serve.'.length)} = ${exampleOf(row)}`]),
    '',
  ].join('\n');
}

function commentOf({meaning, isLive, allowed, kind, env, flag = ''}: Setting<unknown>): string[] {
  const words = (
    `${meaning} Allowed: ${allowed ?? kind.expected}. ` +
    `${isLive === true ? 'Can be reloaded.' : 'Needs a restart.'} Also ${flag.replace(/ .*/, '')}, ${env}.`
  ).split(' ');
  const lines = [''];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map(line => `# ${line}`);
}

/** The default as a TOML value: a number, or a quoted string. */
const exampleOf = ({fallback = ''}: Setting<unknown>): string =>
  /^\d+$/.test(fallback) ? fallback : JSON.stringify(fallback);
