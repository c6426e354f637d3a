/** Searches the lines that were sent before, and edits the draft in an external editor. */
import {heldEntries} from '../../../client/state/room/pieces.ts';
import {openRecall} from '../../overlays.ts';
import {showOverlay} from '../../overlaying/overlaying.ts';
import type {Screen} from '../../screenContext.ts';
import type {Act} from '../act.ts';
import {applyEdit, currentKey, shownDraft} from './writing.ts';

const LINES_MAX = 2_000;

/** Lines sent in this run, those of the current room first; then own messages in the loaded logs. Each once, newest first. */
function linesSent(screen: Screen): readonly string[] {
  const state = screen.client.getState();
  const me = state.me?.name;
  const here = state.roomById[state.currentRoomId ?? 0];
  const rooms = [...(here === undefined ? [] : [here]), ...Object.values(state.roomById).filter(one => one !== here)];
  const said = rooms.flatMap(one =>
    heldEntries(one)
      .flatMap(entry => (entry.sender === me && 'text' in entry && typeof entry.text === 'string' ? [entry.text] : []))
      .toReversed(),
  );
  const typed = Object.values(screen.store.get().ui.draftByRoom).flatMap(draft => draft.history.toReversed());
  return [...new Set([...shownDraft(screen).history.toReversed(), ...typed, ...said])].slice(0, LINES_MAX);
}

export const historySearch: Act = screen => showOverlay(screen, openRecall(linesSent(screen)));

/** The result replaces the draft in one undo step; always that of the room in which it was started. */
export const editExternally: Act = screen => {
  const key = currentKey(screen);
  const before = shownDraft(screen, key).text;
  screen.run(
    screen.editText(before).then(text => {
      if (text !== undefined && text !== before) applyEdit(screen, {type: 'replace', text}, key);
    }),
  );
};
