/** Usage hint of a command while it is typed. */
import type {Command} from '../../client/input/command.ts';
import {commandLineIn} from '../../client/input/commandLine.ts';

type Known = Pick<Command, 'name' | 'aliases' | 'usage' | 'summary'>;

/** One line; absent if the text is not a command. */
export function commandHint(text: string, commands: readonly Known[]): string | undefined {
  const line = commandLineIn(text, commands);
  const typed = /^\/([^\s/]*)(\s?)/.exec(text.slice(line?.start));
  if (line === undefined || typed === null || text.includes('\n')) return undefined;
  const name = (typed[1] ?? '').toLowerCase();
  const isFinished = typed[2] !== '';
  const exact = commands.find(command => command.name === name || command.aliases?.includes(name));
  if (exact !== undefined)
    return [`/${exact.name}`, exact.usage, '·', exact.summary].filter(part => part !== '').join(' ');
  const matching = isFinished ? [] : commands.filter(command => command.name.startsWith(name));
  const [only] = matching;
  if (matching.length === 1 && only !== undefined) return commandHint(`/${only.name}`, commands);
  if (matching.length > 0) return matching.map(command => `/${command.name}`).join(' ');
  return `There is no command /${name}. // sends a literal slash.`;
}
