/** Checks the spelling of drafts on this screen and remembers unknown words. */
import {viewKeyOf} from '../../../client/state/selectors.ts';
import type {Store} from '../../store.ts';
import type {EditorState} from '../../writing/editor/editorState.ts';
import {wordsIn, type CheckWords} from '../../writing/spelling.ts';

/** Maximum number of words per check. */
const ASKED_MAX = 100;
const KNOWN_MAX = 5_000;

/** Runs one check at a time. @returns a function that stops watching */
export function watchSpelling(store: Store, check: CheckWords): () => void {
  const known = new Map<string, boolean>();
  let seen: EditorState | undefined;
  let isAsking = false;

  const look = () => {
    const {ui, state} = store.get();
    const draft = ui.draftByRoom[viewKeyOf(state)];
    if (draft === undefined || draft === seen || isAsking) return;
    seen = draft;
    const asked = [...new Set(wordsIn(draft).map(({word}) => word))].filter(word => !known.has(word));
    if (asked.length > 0) ask(asked.slice(0, ASKED_MAX));
  };
  const ask = (words: readonly string[]) => {
    isAsking = true;
    check(words).then(
      wrong => note(words, new Set(wrong)),
      () => note(words, new Set()),
    );
  };
  const note = (words: readonly string[], wrong: ReadonlySet<string>) => {
    isAsking = false;
    if (known.size > KNOWN_MAX) known.clear();
    for (const word of words) known.set(word, wrong.has(word));
    const all = [...known].flatMap(([word, isWrong]) => (isWrong ? [word] : []));
    if (wrong.size > 0) store.change({type: 'misspeltFound', words: new Set(all)});
    seen = undefined;
    look();
  };
  return store.subscribe(look);
}
