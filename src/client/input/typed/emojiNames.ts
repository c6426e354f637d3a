/** Emoji by name, such as `:tada:`; the table is loaded when it is first needed. */
import {codeIn, isAsTyped} from '../../../shared/text/code.ts';
import {isEmoji} from '../../../shared/words/emoji.ts';

/** An emoji as it is, or by its name with or without colons; `undefined` for an unknown name. */
export async function emojiOf(word: string): Promise<string | undefined> {
  if (isEmoji(word)) return word;
  const {nameToEmoji} = await import('gemoji');
  const name = word.replace(/^:|:$/g, '').toLowerCase();
  return Object.hasOwn(nameToEmoji, name) ? nameToEmoji[name] : undefined;
}

/** Emoji names with this beginning, the shortest first. @param started without the colon */
export async function emojiNames(started: string): Promise<{name: string; emoji: string}[]> {
  const {nameToEmoji} = await import('gemoji');
  return Object.entries(nameToEmoji)
    .filter(([name]) => name.startsWith(started.toLowerCase()))
    .map(([name, emoji]) => ({name, emoji}))
    .toSorted((one, other) => one.name.length - other.name.length || (one.name < other.name ? -1 : 1));
}

/** A name between colons, but not within words, times, paths and links: `std::on::x`, `10:30:00`, `http://a/:b:`. */
const NAMED = /(?<![\w:/]):[a-z0-9_+-]{1,40}:(?![\w:/])/gi;

export const mayHaveEmojiNames = (text: string): boolean => text.search(NAMED) >= 0;

/** Replaces known emoji names by emoji, except in code. */
export async function withEmoji(text: string): Promise<string> {
  if (isAsTyped(text) || !mayHaveEmojiNames(text)) return text;
  const code = codeIn(text);
  let replaced = '';
  let end = 0;
  for (const {0: name, index} of text.matchAll(NAMED)) {
    const emoji = code.some(({from, to}) => from <= index && index < to) ? undefined : await emojiOf(name);
    replaced += text.slice(end, index) + (emoji ?? name);
    end = index + name.length;
  }
  return replaced + text.slice(end);
}
