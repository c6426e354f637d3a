/** Says what can be done with a link to a message that stands alone in the input line. */
import {currentRoom, viewKeyOf} from '../../client/state/selectors.ts';
import {parseMessageLink} from '../../shared/words/messageLink.ts';
import type {View} from '../store.ts';

export function linkHint({state, ui}: View): string | undefined {
  const one = currentRoom(state);
  const text = one === undefined ? '' : (ui.draftByRoom[viewKeyOf(state)]?.text ?? '');
  return parseMessageLink(text.trim()) === undefined ? undefined : 'Ctrl+O goes there · Enter sends the link';
}
