/** One's own messages that are not in the log yet. */
import type {Changes} from '../changes.ts';
import {withoutHold} from '../room/unreadCounts.ts';
import {withoutNewLine, withRoom} from '../room/roomState.ts';
import type {PendingMessage, RoomState, State} from '../state.ts';

export function messageWritten(state: State, {roomId, message}: Changes['messageWritten']): State {
  return withRoom(state, roomId, one => {
    if (isInLog(one, message.clientMsgId)) return one;
    return {...withoutHold(withoutNewLine(one)), pending: [...without(one.pending, message.clientMsgId), message]};
  });
}

export function messageFailed(state: State, {roomId, clientMsgId, error}: Changes['messageFailed']): State {
  return withRoom(state, roomId, one =>
    withMessage(one, clientMsgId, message => ({...message, status: 'failed', error})),
  );
}

/** The retried message moves to the end, after messages written meanwhile. */
export function messageRetried(state: State, {roomId, clientMsgId}: Changes['messageRetried']): State {
  return withRoom(state, roomId, one => {
    const message = one.pending.find(pending => pending.clientMsgId === clientMsgId);
    if (message === undefined) return one;
    const {error: _gone, ...rest} = message;
    return {...one, pending: [...without(one.pending, clientMsgId), {...rest, status: 'sending'}]};
  });
}

export function messageSettled(state: State, {roomId, clientMsgId}: Changes['messageSettled']): State {
  return withRoom(state, roomId, one => {
    const pending = without(one.pending, clientMsgId);
    return pending.length === one.pending.length ? one : {...one, pending};
  });
}

const without = (pending: readonly PendingMessage[], clientMsgId: string): PendingMessage[] =>
  pending.filter(message => message.clientMsgId !== clientMsgId);

function withMessage(
  one: RoomState,
  clientMsgId: string,
  step: (message: PendingMessage) => PendingMessage,
): RoomState {
  if (!one.pending.some(message => message.clientMsgId === clientMsgId)) return one;
  return {
    ...one,
    pending: one.pending.map(message => (message.clientMsgId === clientMsgId ? step(message) : message)),
  };
}

/** The server's answer may arrive after the entry itself. */
const isInLog = (one: RoomState, id: string): boolean => one.entries.some(entry => entry.id === id);
