/** Who is typing in a room. */
import type {Changes} from '../changes.ts';
import {withRoom} from '../room/roomState.ts';
import type {RoomState, State} from '../state.ts';

/** Typing expires after this time, in milliseconds. */
const TYPING_MS = 8_000;
/** Whether the person is still typing; an expiry too far in the future is from before the clock was set back. */
export const isTypingAt = ({untilMs}: {untilMs: number}, nowMs: number): boolean =>
  untilMs > nowMs && untilMs <= nowMs + 2 * TYPING_MS;

/** Maximum number of names per room. */
const TYPING_MAX = 20;

export function typingChanged(state: State, {roomId, name, isTyping, atMs}: Changes['typingChanged']): State {
  return withRoom(state, roomId, one => {
    if (name === state.me?.name || one.ignored?.has(name) === true) return one;
    const others = (one.typing ?? []).filter(other => other.name !== name && isTypingAt(other, atMs));
    const now = isTyping ? [...others, {name, untilMs: atMs + TYPING_MS}].slice(-TYPING_MAX) : others;
    return withTyping(one, now);
  });
}

/** Removes people from the typing list. */
export function withoutTyping(one: RoomState, names: ReadonlySet<string>): RoomState {
  if (one.typing === undefined) return one;
  const left = one.typing.filter(({name}) => !names.has(name));
  return left.length === one.typing.length ? one : withTyping(one, left);
}

function withTyping(one: RoomState, typing: NonNullable<RoomState['typing']>): RoomState {
  if (typing.length > 0) return {...one, typing};
  const {typing: _over, ...rest} = one;
  return one.typing === undefined ? one : rest;
}
