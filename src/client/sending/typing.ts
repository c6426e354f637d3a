/** Sends typing notifications, as rarely as others need them. */
import {serverCan} from '../core/serverCan.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import {isLocal} from '../state/selectors.ts';

/** Minimum interval of notifications in milliseconds; receivers assume an end after `TYPING_MS`. */
const AGAIN_MS = 5_000;
/** Delay of the end after the draft was emptied, in milliseconds: mostly the message was just sent, which also ends it. */
const END_AFTER_MS = 300;

interface Typing extends Part {
  /** Called when the draft of a room changes; with an empty text, when it was emptied. */
  noteDraft(roomId: number, text: string): void;
}

export function typing(client: Core): Typing {
  /** Room and time of the last notification. */
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
      // A failed notification is not retried: the next key press sends another.
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
      // Typing a command is not shown to others.
      const isForOthers = text.trim() !== '' && !/^\s*\/(?!\/)/.test(text);
      clearTimeout(ending);
      if (told !== undefined && told.roomId !== roomId) end();
      if (!isForOthers && told !== undefined) ending = setTimeout(end, END_AFTER_MS).unref();
      if (!isForOthers || !mayTell(roomId)) return;
      const nowMs = client.options.now();
      const sinceMs = nowMs - (told?.atMs ?? Number.NEGATIVE_INFINITY);
      // A negative difference means that the clock was set back: it must not stop notifications.
      if (sinceMs >= 0 && sinceMs < AGAIN_MS) return;
      told = {roomId, atMs: nowMs};
      tell(roomId, true);
    },
    on: {
      // The sent message ends the typing for others.
      messageWritten({roomId}) {
        if (told?.roomId === roomId) told = undefined;
      },
    },
    close: () => clearTimeout(ending),
  };
}
