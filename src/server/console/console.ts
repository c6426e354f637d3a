/** The admin console: one line in, some lines out. */
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/text.ts';
import type {ConsoleCommand} from './consoleCommand.ts';
import * as list from './consoleCommands.ts';
import type {ServerContext} from '../context.ts';

const COMMANDS: readonly ConsoleCommand[] = Object.values(list);

const WIDTH = Math.max(...COMMANDS.map(({name, usage}) => name.length + usage.length)) + 2;
const help = () => [
  ...COMMANDS.map(({name, usage, summary}) => `${`${name} ${usage}`.padEnd(WIDTH)} ${summary}`),
  `${'help'.padEnd(WIDTH)} this list`,
];

/** Takes `kick @ann`, `/kick @ann` and `#kick @ann`. Never throws what a person can meet, and what comes back is safe to show. */
export async function runConsoleLine(server: ServerContext, line: string): Promise<readonly string[]> {
  const [, name = '', rest = ''] = /^[#/]?(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  if (name === '') return [];
  const lines = await run(server, name.toLowerCase(), rest.trim());
  return lines.map(one => display(one, 'line'));
}

async function run(server: ServerContext, name: string, rest: string): Promise<readonly string[]> {
  if (name === 'help' || name === '?') return help();
  const command = COMMANDS.find(one => one.name === name || one.aliases.includes(name));
  if (command === undefined) return [`There is no command ${name}. Use help to see them all.`];
  try {
    return await command.run(server, rest);
  } catch (error) {
    if (error instanceof ChatError) return [error.message];
    server.log.error({error, command: command.name}, 'a console command failed');
    return ['The command failed; the log says more.'];
  }
}
