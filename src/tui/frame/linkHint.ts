/** Says what can be done with a link to a message that stands alone in the input line. */
import {currentRoom, viewKeyOf} from '../../client/state/selectors.ts';
import {parseMessageLink} from '../../shared/words/messageLink.ts';
import type {Bindings} from '../bindings/bindings.ts';
import type {View} from '../store.ts';

export function linkHint({state, ui}: View, {keyOf}: Pick<Bindings, 'keyOf'>): string | undefined {
  const one = currentRoom(state);
  const text = one === undefined ? '' : (ui.draftByRoom[viewKeyOf(state)]?.text ?? '');
  if (parseMessageLink(text.trim()) === undefined) return undefined;
  return `${keyOf('openLink')} goes there · ${keyOf('send')} sends the link`;
}
