/** Tells whether a typed line is a command, and splits it into name and rest. */
import type {Command} from './command.ts';
import {findCommand} from './commandSearch.ts';

export interface CommandLine {
  /** As typed, without the slash. */
  name: string;
  rest: string;
  /** Code units before the slash. */
  start: number;
}

const LINE = /^\/(?!\/)(\S*)\s?([\s\S]*)$/;
const NAME = /^[a-z]+$/i;

/**
 * `//` begins a message. Behind blanks a slash is a slip of the finger when a word follows: in a text of several lines, such as a
 * piece of a program, only when that word is a command.
 */
export function commandLineIn(
  line: string,
  commands: readonly Pick<Command, 'name' | 'aliases'>[],
): CommandLine | undefined {
  const start = /^\s*/.exec(line)?.[0].length ?? 0;
  const [found, name = '', after = ''] = LINE.exec(line.slice(start)) ?? [];
  if (found === undefined) return undefined;
  const isMeant = NAME.test(name) && (!line.trim().includes('\n') || findCommand(commands, name) !== undefined);
  return start === 0 || isMeant ? {name, rest: after.trim(), start} : undefined;
}
