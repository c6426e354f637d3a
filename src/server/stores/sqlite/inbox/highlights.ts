/**
 * Highlight words of all people in one index in memory, so that the cost of matching depends on the length of the text, not on
 * the number of people.
 */
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {highlighted, highlightsOf, lengthsOf} from '../../../../shared/words/highlight.ts';
import {readPreferences, type Preferences} from '../../../../shared/preferences.ts';
import {query, type Database} from '../engine/database.ts';
import type {Names} from '../names.ts';

/** All methods are called inside a transaction. */
export interface HighlightWords {
  /** False if nobody has highlight words. */
  isInUse(): boolean;
  /** People whose words occur in the text, in any room; at most as many as are notified of one message. */
  peopleIn(text: string): ReadonlySet<number>;
  /** A person's preferences have changed. */
  changed(userId: number, preferences: Preferences): void;
  /** Discards the cache after a rollback; the rows in the database count. */
  forget(): void;
}

export function openHighlightWords(database: Database, names: Names): HighlightWords {
  const all = query<{user_id: number; data: string}, []>(
    database,
    `SELECT user_id, data FROM preferences WHERE data LIKE '%"highlightWords":["%' OR data LIKE '%"highlightsName":true%'`,
  );
  const find = query<{data: string}, [number]>(database, 'SELECT data FROM preferences WHERE user_id = ?');
  const peopleByWord = new Map<string, Set<number>>();
  const wordsOf = new Map<number, ReadonlySet<string>>();
  let lengths: number[] | undefined;
  /** Users changed since the last rollback, which may revert their rows. */
  const touched = new Set<number>();

  function set(userId: number, preferences: Preferences): void {
    const words = highlightsOf(preferences, names.nameOf(userId))?.words ?? new Set<string>();
    for (const word of wordsOf.get(userId) ?? []) {
      const people = peopleByWord.get(word);
      people?.delete(userId);
      if (people?.size === 0) peopleByWord.delete(word);
    }
    wordsOf.delete(userId);
    if (words.size > 0) wordsOf.set(userId, words);
    for (const word of words) {
      const people = peopleByWord.get(word);
      if (people === undefined) peopleByWord.set(word, new Set([userId]));
      else people.add(userId);
    }
    lengths = undefined;
  }

  for (const row of all.all()) set(row.user_id, readPreferences(row.data));

  return {
    isInUse: () => peopleByWord.size > 0,
    peopleIn(text) {
      lengths ??= lengthsOf(peopleByWord.keys());
      const people = new Set<number>();
      const seen = new Set<string>();
      for (const {word} of highlighted(text, {lengths, has: one => peopleByWord.has(one)})) {
        if (seen.has(word)) continue;
        seen.add(word);
        for (const userId of peopleByWord.get(word) ?? []) {
          people.add(userId);
          if (people.size >= FIXED_LIMITS.highlightedMax) return people;
        }
      }
      return people;
    },
    changed(userId, preferences) {
      touched.add(userId);
      set(userId, preferences);
    },
    forget() {
      for (const userId of touched) set(userId, readPreferences(find.one(userId)?.data));
      touched.clear();
    },
  };
}
