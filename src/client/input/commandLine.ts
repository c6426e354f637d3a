/** Tells whether a typed line is a command, and splits it into name and rest. */
import type {Command} from './command.ts';
import {findCommand} from './commandSearch.ts';

export interface CommandLine {
  /** The name as typed, without the slash. */
  name: string;
  rest: string;
  /** Number of code units before the slash. */
  start: number;
}

const LINE = /^\/(?!\/)(\S*)\s?([\s\S]*)$/;
const NAME = /^[a-z]+$/i;

/**
 * A line that begins with `//` is a message. After blanks, a slash still counts as a command if a word follows; in a text of
 * several lines, such as code, only if that word is the name of a command.
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

/** What a line without a command says: the first of two slashes is left out. */
export const messageIn = (line: string): string => (line.startsWith('//') ? line.slice(1) : line);
