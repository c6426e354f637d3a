/** Renders the documentation of commands, keys, errors and settings from the program's own tables. */
import * as commands from '../../src/client/input/commands.ts';
import type {Command} from '../../src/client/input/command.ts';
import {EXIT_CODES} from '../../src/cli/ending/exits.ts';
import {findPaths, type Paths} from '../../src/cli/settings/paths.ts';
import {rowOf, settingNames, type Setting} from '../../src/cli/settings/settings.ts';
import type {Verb} from '../../src/cli/verb.ts';
import {allVerbs} from '../../src/cli/verbLoading.ts';
import {ERRORS} from '../../src/shared/errorTable.ts';
import {ERROR_CODES, wordingOf} from '../../src/shared/errors.ts';
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
${ERROR_CODES.map(code => {
  const [onScreen, inShell] = [wordingOf(code, 'screen'), wordingOf(code, 'shell')];
  const sentence = inShell === onScreen ? onScreen : `${onScreen} In the shell: *${inShell}*`;
  return row(`\`${code}\``, sentence, ERRORS[code].canRetry ? 'yes' : '');
}).join('\n')}
`;
}

const SYSTEMS = [
  ['linux', 'Linux'],
  ['darwin', 'macOS'],
  ['win32', 'Windows'],
] as const;
const pathsOn = (platform: NodeJS.Platform): Paths => findPaths({env: {}, platform, home: '~'});
const FOLDERS: readonly [what: string, pathOf: (paths: Paths) => string][] = [
  ['settings', ({configFile}) => configFile],
  [
    'client: logins in files, messages not sent yet, the encryption keys, what you have read',
    ({clientDir}) => clientDir,
  ],
  ['server: its database and files', ({serverDir}) => serverDir],
  ['logs; what was used last: which logins there are, the servers of the window', ({stateDir}) => stateDir],
  ['what can be made again at any time', ({cacheDir}) => cacheDir],
  ['received files', ({downloadsDir}) => downloadsDir],
];

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
configuration folder, below, or in \`CHAT_TUI_HOME\`. \`~\` at the beginning of a path is your home folder in all three.

${group('client', 'The full screen and every verb')}

${group('server', '`chat-tui serve`')}

${group('process', 'The process')}

## Folders

With \`CHAT_TUI_HOME\` all of it is in that folder. Otherwise:

${row('what', ...SYSTEMS.map(([, name]) => name))}
|---|---|---|---|
${FOLDERS.map(([what, pathOf]) => row(what, ...SYSTEMS.map(([platform]) => `\`${pathOf(pathsOn(platform))}\``))).join('\n')}

On Linux \`XDG_CONFIG_HOME\`, \`XDG_DATA_HOME\`, \`XDG_STATE_HOME\`, \`XDG_CACHE_HOME\` and the desktop’s own downloads folder
come first, on Windows \`APPDATA\` and \`LOCALAPPDATA\`.
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

For terminals that use Alt or function keys themselves, each of *Anywhere* and *Reading* has an alternative, most of them after
\`Ctrl+X\`. Any key can be changed by \`/bind\`.

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
