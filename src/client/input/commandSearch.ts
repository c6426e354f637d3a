/** Finds a command by its name, an alias, or the nearest name. */
import type {Command} from './command.ts';
import {ChatError} from '../../shared/errors.ts';
import {nearestOf} from '../../shared/words/nearest.ts';

type Known = Pick<Command, 'name' | 'aliases'>;

const namesOf = ({name, aliases = []}: Known): string[] => [name, ...aliases];

/** With or without the slash; case does not matter. */
export function findCommand<One extends Known>(commands: readonly One[], typed: string): One | undefined {
  const name = typed.replace(/^\//, '').toLowerCase();
  return commands.find(command => namesOf(command).includes(name));
}

/** @throws command-unknown, with the nearest name */
export function getCommand(commands: readonly Command[], typed: string): Command {
  const found = findCommand(commands, typed);
  if (found !== undefined) return found;
  const name = typed.replace(/^\//, '').slice(0, 64);
  const nearest = nearestName(commands, name.toLowerCase());
  const shown = `/${name}`;
  throw new ChatError('command-unknown', nearest === undefined ? shown : `${shown} (did you mean /${nearest}?)`);
}

/** The most similar command name; `undefined` when none is similar. */
function nearestName(commands: readonly Command[], typed: string): string | undefined {
  if (typed.length < 2) return undefined;
  const names = commands.flatMap(namesOf);
  // Names are short: one slip per three letters is allowed.
  return (
    names.find(name => name.startsWith(typed)) ?? nearestOf(names, typed, Math.max(1, Math.floor(typed.length / 3)))
  );
}
