/** Highlight words: an occurrence counts as a mention. */
import {requireServerCan} from '../../core/serverCan.ts';
import {ChatError} from '../../../shared/errors.ts';
import {toHighlightWord} from '../../../shared/words/highlight.ts';
import {PREFERENCE_LIMITS} from '../../../shared/limits.ts';
import type {Client} from '../../client.ts';
import {setPreferences} from './preferences.ts';

export const ownWords = (client: Client): readonly string[] => client.getState().preferences.highlightWords;

/** @returns the word in the form in which it is stored @throws highlight-invalid, too-many-highlights, server-too-old */
export async function addHighlight(client: Client, typed: string): Promise<string> {
  requireServerCan(client.getState(), 'highlights');
  const word = toHighlightWord(typed);
  const {highlightWordLengthMax, highlightWordsMax} = PREFERENCE_LIMITS;
  // It needs a letter, digit or symbol, so that it can occur as a word in a text.
  if (word.length > highlightWordLengthMax || !/[\p{L}\p{N}\p{S}]/u.test(word))
    throw new ChatError('highlight-invalid');
  const before = ownWords(client);
  if (before.includes(word)) return word;
  if (before.length >= highlightWordsMax) throw new ChatError('too-many-highlights', String(highlightWordsMax));
  await setPreferences(client, {highlightWords: [...before, word]});
  return word;
}

/** @returns the stored word that was removed @throws highlight-not-found, server-too-old */
export async function removeHighlight(client: Client, typed: string): Promise<string> {
  requireServerCan(client.getState(), 'highlights');
  const word = toHighlightWord(typed);
  const before = ownWords(client);
  if (!before.includes(word)) throw new ChatError('highlight-not-found', word.slice(0, 60));
  await setPreferences(client, {highlightWords: before.filter(one => one !== word)});
  return word;
}
