/** Notices of the client itself. */
import type {Changes} from '../changes.ts';
import type {State} from '../state.ts';
import {addAside, withRoom} from '../room/roomState.ts';

const NOTICES_MAX = 200;

export function noticeShown(state: State, {level, text, atMs, roomId}: Changes['noticeShown']): State {
  const noticeId = (state.notices.at(-1)?.noticeId ?? 0) + 1;
  const notice = {noticeId, atMs, level, text, ...(roomId !== undefined && {roomId})};
  const next = {...state, notices: [...state.notices.slice(-(NOTICES_MAX - 1)), notice]};
  if (roomId === undefined) return next;
  return withRoom(next, roomId, one => addAside(one, {kind: 'notice', afterSeq: one.room.lastSeq, atMs, level, text}));
}
