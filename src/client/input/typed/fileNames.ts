/** Completes names of files of the room on screen. */
import type {State} from '../../state/state.ts';
import {quoteWord} from '../words.ts';

/** File names of the room on screen, newest first. */
export function completeFiles(state: State, words: readonly string[], started: string): readonly string[] {
  const {entries = []} = state.roomById[state.currentRoomId ?? 0] ?? {};
  const names = entries.flatMap(entry => (entry.kind === 'file' ? [entry.name] : [])).toReversed();
  return words.length > 0 ? [] : [...new Set(names)].filter(name => name.startsWith(started)).map(quoteWord);
}
