/** Emoji by their names, `:tada:`; the table is only read once somebody asks for one. */
import {isEmoji} from '../../../shared/words/emoji.ts';

/** As it stands, or by its name with or without colons; `undefined` where there is none of this name. */
export async function emojiOf(word: string): Promise<string | undefined> {
  if (isEmoji(word)) return word;
  const {nameToEmoji} = await import('gemoji');
  const name = word.replace(/^:|:$/g, '').toLowerCase();
  return Object.hasOwn(nameToEmoji, name) ? nameToEmoji[name] : undefined;
}

/** Names that begin so, the shortest first. @param started without its colon */
export async function emojiNames(started: string): Promise<{name: string; emoji: string}[]> {
  const {nameToEmoji} = await import('gemoji');
  return Object.entries(nameToEmoji)
    .filter(([name]) => name.startsWith(started.toLowerCase()))
    .map(([name, emoji]) => ({name, emoji}))
    .toSorted((one, other) => one.name.length - other.name.length || (one.name < other.name ? -1 : 1));
}

const NAMED = /:[a-z0-9_+-]{1,40}:/gi;

/** With emoji in place of their names, where there are such. */
export async function withEmoji(text: string): Promise<string> {
  let replaced = text;
  for (const [name] of text.matchAll(NAMED)) {
    const emoji = await emojiOf(name);
    if (emoji !== undefined) replaced = replaced.replace(name, emoji);
  }
  return replaced;
}
