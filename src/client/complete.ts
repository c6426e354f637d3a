/** What could stand where the cursor is: commands, their arguments, people and rooms. */
import type {Command} from './command.ts';
import {findCommand} from './commandSearch.ts';
import {COMMANDS} from './commandTable.ts';
import {personWords, roomWords} from './nameWords.ts';
import type {State} from './state.ts';
import {splitWords} from './words.ts';

/** Each of `words` may replace the text between `from` and `to`; empty when nothing fits. */
export interface Completion {
  from: number;
  to: number;
  words: readonly string[];
}

const WORDS_MAX = 100;

export async function complete(state: State, text: string, cursor: number): Promise<Completion> {
  const before = text.slice(0, cursor);
  const name = /^\/(\S*)$/.exec(before);
  if (name !== null) return {from: 0, to: cursor, words: commandNames(name[1] ?? '')};
  const line = /^\/(\S+)\s/.exec(before);
  const command = line === null ? undefined : findCommand(COMMANDS, line[1] ?? '');
  if (command !== undefined && line !== null) {
    const found = await completeArgument(state, command, before, line[0].length);
    if (found.words.length > 0) return found;
  }
  return completeName(state, before);
}

const commandNames = (started: string): string[] =>
  COMMANDS.flatMap(({name, aliases = []}) => {
    const wanted = started.toLowerCase();
    return [name, ...aliases].filter(one => one.startsWith(wanted)).slice(0, 1);
  }).map(name => `/${name}`);

async function completeArgument(state: State, command: Command, before: string, skip: number): Promise<Completion> {
  const words = splitWords(before.slice(skip));
  const last = words.at(-1);
  const isStarted = last !== undefined && last.end === before.length - skip;
  const from = isStarted ? last.start + skip : before.length;
  const done = (isStarted ? words.slice(0, -1) : words).map(word => word.value);
  const found = (await command.complete?.(state, done, isStarted ? last.value : '', COMMANDS)) ?? [];
  return {from, to: before.length, words: found.slice(0, WORDS_MAX)};
}

/** `@na…` and `#ro…` anywhere in a text; a bare word at its beginning may be a name. */
function completeName(state: State, before: string): Completion {
  const started = /(?:^|\s)([@#]\S*)$/.exec(before)?.[1];
  if (started === undefined) return {from: before.length, to: before.length, words: []};
  const words = started.startsWith('@') ? personWords(state, started) : roomWords(state, started);
  return {from: before.length - started.length, to: before.length, words: words.slice(0, WORDS_MAX)};
}
