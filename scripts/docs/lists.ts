/** Renders the documentation of commands, keys, errors and settings from the program's own tables. */
import * as commands from '../../src/client/input/commands.ts';
import type {Command} from '../../src/client/input/command.ts';
import {EXIT_CODES} from '../../src/cli/ending/exits.ts';
import {rowOf, settingNames, type Setting} from '../../src/cli/settings/settings.ts';
import type {Verb} from '../../src/cli/verb.ts';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import {ERRORS} from '../../src/shared/errorTable.ts';
import {wordingOf, type ErrorCode} from '../../src/shared/errors.ts';
import {boundTo, HABITS} from './otherPrograms.ts';
import {createBindings} from '../../src/tui/bindings/bindings.ts';

const VERBS: readonly Verb[] = Object.values(await allVerbs());

const generatedFrom = (source: string) => `*Generated from \`${source}\` by \`npm run docs\`; do not edit.*`;
const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;

export function commandsDoc(): string {
  const all: Command[] = Object.values(commands).toSorted((a, b) => a.name.localeCompare(b.name));
  return `# Slash commands

${generatedFrom('src/client/input/commands')}

An unknown command is never sent as text; \`//x\` sends \`/x\`. \`Tab\` completes, \`/help NAME\` explains.

${all
  .map(command => {
    const aliases = command.aliases?.length
      ? ` (also ${command.aliases.map(alias => `\`/${alias}\``).join(', ')})`
      : '';
    return [
      `## \`/${command.name}${command.usage ? ` ${command.usage}` : ''}\``,
      `${command.summary}${aliases}`,
      ...(command.details ?? []),
    ].join('\n\n');
  })
  .join('\n\n')}
`;
}

export function errorsDoc(): string {
  return `# Errors

${generatedFrom('src/shared/errorTable.ts')}

\`{detail}\` is replaced by the subject of the error. *Retry*: the same request may succeed later without a change.

${row('code', 'sentence', 'retry')}
|---|---|---|
${(Object.keys(ERRORS) as ErrorCode[])
  .map(code => {
    const [onScreen, inShell] = [wordingOf(code, 'screen'), wordingOf(code, 'shell')];
    const sentence = inShell === onScreen ? onScreen : `${onScreen} In the shell: *${inShell}*`;
    return row(`\`${code}\``, sentence, ERRORS[code].canRetry ? 'yes' : '');
  })
  .join('\n')}
`;
}

export function settingsDoc(): string {
  const group = (scope: 'client' | 'server' | 'process', title: string) => `## ${title}

${row('flag', 'environment', 'config.toml', 'allowed', 'default', 'meaning')}
|---|---|---|---|---|---|
${settingNames(scope)
  .map((name): Setting<unknown> => rowOf(name))
  .map(one =>
    row(
      one.flag ? `\`${one.flag}\`` : '',
      `\`${one.env}\``,
      one.key ? `\`${one.key}\`` : '',
      one.allowed ?? one.kind.expected,
      one.fallback ? `\`${one.fallback}\`` : '',
      one.meaning,
    ),
  )
  .join('\n')}`;
  return `# Settings

${generatedFrom('src/cli/settings/settings.ts')}

A flag overrides an environment variable, which overrides \`config.toml\`, which overrides the default. \`config.toml\` is in the
configuration folder (\`~/.config/chat-tui\` on Linux), or in \`CHAT_TUI_HOME\`.

${group('client', 'The full screen and every verb')}

${group('server', '`chat-tui serve`')}

${group('process', 'The process')}
`;
}

/** The full screen has no word of its own. */
const callOf = ({name, usage}: Verb): string =>
  ['chat-tui', name === 'screen' ? '' : name, usage].filter(part => part !== '').join(' ');

export function verbsDoc(): string {
  return `# Shell verbs

${generatedFrom('src/cli/verbs')}

\`TARGET\` is \`#room\` or \`@user\`. Exit codes: ${EXIT_CODES.map(([code, meaning]) => `${code} ${meaning}`).join('; ')}. Verbs
wait as long as the server asks them to; with \`--no-wait\` they exit with 75 instead. Every verb also accepts the flags of
[settings.md](settings.md), *The full screen and every verb*, before or after its name. Sentences go to standard
error, data to standard output; \`--json\` prints one JSON object a line: [json.md](json.md).

${VERBS.filter(verb => verb.isHidden !== true)
  .map(verb =>
    [
      `## \`${callOf(verb)}\``,
      `${verb.summary[0]!.toUpperCase()}${verb.summary.slice(1)}.`,
      ...(verb.options.filter(option => !option.isHidden).length > 0
        ? [
            verb.options
              .filter(option => !option.isHidden)
              .map(option => `- \`${option.flags}\` ${option.meaning}`)
              .join('\n'),
          ]
        : []),
      ...(verb.examples.length > 0
        ? [['```sh', ...verb.examples.map(([command, meaning]) => `${command}  # ${meaning}`), '```'].join('\n')]
        : []),
    ].join('\n\n'),
  )
  .join('\n\n')}
`;
}

export function keysDoc(): string {
  const groups = Map.groupBy(createBindings('default').help, ({where}) => where);
  return `# Keys

${generatedFrom('src/tui/bindings/keyTable.ts')}

Every Alt and function key has an alternative after \`Ctrl+X\`, for terminals that use those keys themselves.

${[...groups]
  .map(
    ([where, keys]) =>
      `## ${where}\n\n${row('key', 'what it does')}\n|---|---|\n${keys.map(key => row(key.keys, key.help)).join('\n')}`,
  )
  .join('\n\n')}

## Keys of other programs

\`/keys preset NAME\` uses the keys of another program; the first start asks. The ten most used keys there, and what they do
here then:

${Object.entries(HABITS)
  .map(([preset, habits]) => {
    const rows = habits.map(({chord, there}) => {
      const bound = boundTo(preset as keyof typeof HABITS, chord);
      return row(bound?.keys ?? chord, there, bound?.help ?? 'nothing');
    });
    return [`### ${preset}`, [row('key', 'there', 'here'), '|---|---|---|', ...rows].join('\n')].join('\n\n');
  })
  .join('\n\n')}
`;
}
