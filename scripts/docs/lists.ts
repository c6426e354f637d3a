/** Renders the documentation of commands, keys, errors and settings from the tables the program itself reads. */
import * as commands from '../../src/client/commands.ts';
import type {Command} from '../../src/client/command.ts';
import {SETTINGS} from '../../src/cli/settings.ts';
import {ERRORS} from '../../src/shared/errors.ts';
import {KEYS} from '../../src/tui/keys.ts';

const generatedFrom = (source: string) => `*Generated from \`${source}\` by \`npm run docs\`; do not edit.*`;
const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;

export function commandsDoc(): string {
  const all: Command[] = Object.values(commands).toSorted((a, b) => a.name.localeCompare(b.name));
  return `# Slash commands

${generatedFrom('src/client/commands')}

An unknown command is never sent as text; \`//x\` sends \`/x\`. \`Tab\` completes, \`/help NAME\` explains.

${all
  .map(command => {
    const aliases = command.aliases?.length ? ` (also ${command.aliases.map(alias => `\`/${alias}\``).join(', ')})` : '';
    return [`## \`/${command.name}${command.usage ? ` ${command.usage}` : ''}\``, `${command.summary}${aliases}`, ...(command.details ?? [])].join('\n\n');
  })
  .join('\n\n')}
`;
}

export function errorsDoc(): string {
  return `# Errors

${generatedFrom('src/shared/errors.ts')}

\`{detail}\` is filled in with what it is about. *Retry* says whether the same request may succeed later without anybody changing anything.

${row('code', 'sentence', 'retry')}
|---|---|---|
${Object.entries(ERRORS)
  .map(([code, {sentence, canRetry}]) => row(`\`${code}\``, sentence, canRetry ? 'yes' : ''))
  .join('\n')}
`;
}
