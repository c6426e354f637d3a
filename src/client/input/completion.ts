/** Completes the word at the cursor: commands, their arguments, people, rooms and emoji. */
import type {Command} from './command.ts';
import {findCommand} from './commandSearch.ts';
import {COMMANDS} from './commandTable.ts';
import {emojiNames} from './typed/emojiNames.ts';
import {NAMES_OF_ALL} from '../../shared/words/mention.ts';
import {personWords, roomWords} from '../wording/nameWords.ts';
import type {State} from '../state/state.ts';
import {splitWords} from './words.ts';

/** Each of `words` may replace the text between `from` and `to`; empty when nothing fits. */
export interface Completion {
  from: number;
  to: number;
  words: readonly string[];
}

const WORDS_MAX = 100;

export async function complete(state: State, text: string, cursor: number): Promise<Completion> {
  return withRestOfWord(await completeBefore(state, text.slice(0, cursor)), text);
}

async function completeBefore(state: State, before: string): Promise<Completion> {
  const name = /^(\s*)\/([^\s/]*)$/.exec(before);
  if (name !== null) return {from: name[1]?.length ?? 0, to: before.length, words: commandNames(name[2] ?? '')};
  const line = /^\s*\/(\S+)\s/.exec(before);
  const command = line === null ? undefined : findCommand(COMMANDS, line[1] ?? '');
  if (command !== undefined && line !== null) {
    const found = await completeArgument(state, command, before, line[0].length);
    if (found.words.length > 0) return found;
  }
  const emoji = await completeEmoji(before);
  return emoji ?? completeName(state, before);
}

/** Completes `:tad` where an emoji name can begin: not inside a time of day or an address. */
async function completeEmoji(before: string): Promise<Completion | undefined> {
  const started = /(?<![\p{L}\p{N}\p{M}:/]):([a-z][a-z0-9_+-]+|[+-]1?)$/iu.exec(before);
  if (started === null) return undefined;
  const found = await emojiNames(started[1] ?? '');
  const words = [...new Set(found.map(({emoji}) => emoji))].slice(0, WORDS_MAX);
  return words.length === 0 ? undefined : {from: started.index, to: before.length, words};
}

/** If the cursor is inside a word and a candidate contains the rest of it, the whole word is replaced. */
function withRestOfWord(found: Completion, text: string): Completion {
  const {from, to, words} = found;
  const started = text.slice(from, to).toLowerCase();
  const rest = (/^[^\s@#()[\]{}<>"',;:!?]*/.exec(text.slice(to))?.[0] ?? '').toLowerCase();
  const ends = [rest, rest.replace(/[._-]+$/, '')];
  const end = ends.find(one => one !== '' && words.some(word => goesOn(word.toLowerCase(), started, one)));
  return end === undefined ? found : {...found, to: to + end.length};
}

/** `started` may omit the candidate's first character, such as `@` or `#`. */
const goesOn = (word: string, started: string, rest: string): boolean =>
  [word, word.slice(1)].some(one => one.startsWith(started + rest));

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

/** Completes `@na…` and `#ro…` where a name can begin: not after a letter, as in an address. */
function completeName(state: State, before: string): Completion {
  const started = /(?<![\p{L}\p{N}\p{M}@#._/-])[@#][^\s@#]*$/u.exec(before)?.[0];
  if (started === undefined) return {from: before.length, to: before.length, words: []};
  const words = started.startsWith('@')
    ? [...personWords(state, started), ...allWords(started)]
    : roomWords(state, started);
  return {from: before.length - started.length, to: before.length, words: words.slice(0, WORDS_MAX)};
}

/** `@room` and `@here`, offered once their first letter is typed. */
const allWords = (started: string): string[] =>
  started.length < 2 ? [] : NAMES_OF_ALL.map(name => `@${name}`).filter(word => word.startsWith(started.toLowerCase()));
