/** Hints beside the composer about the draft: who will read an addressed message, which key follows a link. */
import {currentRoom, isConversation, labelOf, viewKeyOf} from '../../client/state/selectors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {View} from '../store.ts';
import {parseMessageLink} from '../../shared/words/messageLink.ts';
import type {Bindings} from '../bindings/bindings.ts';

const NAME = `[a-z0-9._-]{${FIXED_LIMITS.nameLengthMin},${FIXED_LIMITS.nameLengthMax}}`;
/** `@bob text`, `@bob: text`, `bob: text`. */
const ADDRESSED = new RegExp(`^(?:@(${NAME}?)[:,]?|(${NAME}):)\\s`, 'i');

/** Says who will read a message that is addressed to one person; absent in a conversation of two, and for unknown names. */
export function addressHint({state, ui}: View): string | undefined {
  const one = currentRoom(state);
  if (one === undefined || isConversation(one.room)) return undefined;
  const typed = ADDRESSED.exec((ui.draftByRoom[viewKeyOf(state)]?.text ?? '').slice(0, 40));
  const name = (typed?.[1] ?? typed?.[2] ?? '').toLowerCase();
  if (name === state.me?.name || !Object.hasOwn(state.userByName, name)) return undefined;
  return `all of ${labelOf(one.room)} will read this; to ${name} alone: /msg @${name}`;
}

/** Names the key that opens the link in the draft. */
export function linkHint({state, ui}: View, {keyOf}: Pick<Bindings, 'keyOf'>): string | undefined {
  const one = currentRoom(state);
  const text = one === undefined ? '' : (ui.draftByRoom[viewKeyOf(state)]?.text ?? '');
  if (parseMessageLink(text.trim()) === undefined) return undefined;
  return `${keyOf('openLink')} goes there · ${keyOf('send')} sends the link`;
}
