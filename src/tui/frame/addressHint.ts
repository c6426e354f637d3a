/** Says how to write to one person alone, to somebody whose text begins with a name as if that were enough. */
import {currentRoom, isConversation, labelOf, viewKeyOf} from '../../client/state/selectors.ts';
import type {View} from '../store.ts';

/** `@bob text`, `@bob: text`, `bob: text`. */
const ADDRESSED = /^(?:@([a-z0-9._-]{2,32}?)[:,]?|([a-z0-9._-]{2,32}):)\s/i;

/** Absent where only the two are, and for names that nobody here has. */
export function addressHint({state, ui}: View): string | undefined {
  const one = currentRoom(state);
  if (one === undefined || isConversation(one.room)) return undefined;
  const typed = ADDRESSED.exec((ui.draftByRoom[viewKeyOf(state)]?.text ?? '').slice(0, 40));
  const name = (typed?.[1] ?? typed?.[2] ?? '').toLowerCase();
  if (name === state.me?.name || !Object.hasOwn(state.userByName, name)) return undefined;
  return `all of ${labelOf(one.room)} will read this; to ${name} alone: /msg @${name}`;
}
