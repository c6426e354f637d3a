/** Sends typing notifications, no more often than others need them. */
import {serverCan} from '../core/serverCan.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import {isLocal} from '../state/selectors.ts';

/** Interval of repeated notifications; others assume an end after `TYPING_MS`. */
const AGAIN_MS = 5_000;
/** Delay of the end after an emptied draft, which mostly means that the message was sent. */
const END_AFTER_MS = 300;

interface Typing extends Part {
  /** Something was typed into the draft of this room, or it is empty now. */
  noteDraft(roomId: number, text: string): void;
}

export function typing(client: Core): Typing {
  /** Where it was told last, and when. */
  let told: {roomId: number; atMs: number} | undefined;
  let ending: NodeJS.Timeout | undefined;

  function mayTell(roomId: number): boolean {
    const state = client.getState();
    const {connection, preferences, roomById} = state;
    const room = roomById[roomId]?.room;
    return (
      connection.status === 'online' &&
      serverCan(state, 'presence') &&
      preferences.tellsTyping &&
      room !== undefined &&
      !isLocal(roomId) &&
      room.isArchived !== true &&
      room.memberCount <= FIXED_LIMITS.typingMembersMax
    );
  }

  function tell(roomId: number, isTyping: boolean): void {
    client.request('typingSet', {roomId, isTyping}).catch((error: unknown) => {
      // Nobody waits for it, and the next key says it again.
      if (!(error instanceof ChatError)) throw error;
    });
  }

  function end(): void {
    if (told === undefined) return;
    const {roomId, atMs} = told;
    told = undefined;
    if (client.options.now() - atMs < AGAIN_MS && mayTell(roomId)) tell(roomId, false);
  }

  return {
    noteDraft(roomId, text) {
      // A command is not for the others.
      const isForOthers = text.trim() !== '' && !/^\s*\/(?!\/)/.test(text);
      clearTimeout(ending);
      if (told !== undefined && told.roomId !== roomId) end();
      if (!isForOthers && told !== undefined) ending = setTimeout(end, END_AFTER_MS).unref();
      if (!isForOthers || !mayTell(roomId)) return;
      const nowMs = client.options.now();
      const sinceMs = nowMs - (told?.atMs ?? Number.NEGATIVE_INFINITY);
      // A clock that was set back must not silence it.
      if (sinceMs >= 0 && sinceMs < AGAIN_MS) return;
      told = {roomId, atMs: nowMs};
      tell(roomId, true);
    },
    on: {
      // What one has written says it.
      messageWritten({roomId}) {
        if (told?.roomId === roomId) told = undefined;
      },
    },
    close: () => clearTimeout(ending),
  };
}
