/**
 * Finds a command by its name, an alias, or the nearest name. The edit distance is by hand: a swap of two letters counts as one
 * slip here, and as two in `leven`.
 */
import type {Command} from './command.ts';
import {ChatError} from '../../shared/errors.ts';

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

/** The one that was most likely meant; `undefined` when none is near. */
function nearestName(commands: readonly Command[], typed: string): string | undefined {
  const name = typed.slice(0, 32);
  if (name.length < 2) return undefined;
  let best: {name: string; distance: number} | undefined;
  for (const known of commands.flatMap(namesOf)) {
    const distance = known.startsWith(name) ? 0.5 : distanceOf(name, known);
    if (best === undefined || distance < best.distance) best = {name: known, distance};
  }
  return best !== undefined && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.name : undefined;
}

/** Letters to insert, delete, replace or swap with the next. */
export function distanceOf(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: other.length + 1}, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
