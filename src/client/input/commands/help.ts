/** `/help`: lists all commands, or explains one. */
import {getCommand} from '../commandSearch.ts';
import type {Command, Outcome} from '../command.ts';

const titleOf = ({name, usage}: Command): string => `/${name}${usage === '' ? '' : ` ${usage}`}`;

export const help: Command = {
  name: 'help',
  aliases: ['?'],
  usage: '[command]',
  summary: 'Shows all commands, or everything about one.',
  complete: (_state, words, started, commands) =>
    words.length > 0
      ? []
      : commands.map(command => command.name).filter(name => name.startsWith(started.replace(/^\//, '').toLowerCase())),
  async run(_client, {words, commands}) {
    const [asked] = words;
    return asked === undefined ? listOf(commands) : pageOf(getCommand(commands, asked));
  },
};

/** One command per two lines, because name and summary do not fit side by side on a narrow screen. */
function listOf(commands: readonly Command[]): Outcome {
  const rows = commands.flatMap(command => [titleOf(command), `    ${command.summary}`]);
  return {kind: 'show', title: 'Commands', rows: [...rows, '', '//text sends a text that begins with a slash.']};
}

function pageOf(command: Command): Outcome {
  const aliases = (command.aliases ?? []).map(alias => `/${alias}`).join(', ');
  return {
    kind: 'show',
    title: titleOf(command),
    rows: [command.summary, ...(command.details ?? []), ...(aliases === '' ? [] : [`Also: ${aliases}`])],
  };
}
