/** All commands, ordered by name. */
import type {Command} from './command.ts';
import * as commandList from './commands.ts';

export const COMMANDS: readonly Command[] = Object.values(commandList as Record<string, Command>).sort((one, other) =>
  one.name < other.name ? -1 : 1,
);
