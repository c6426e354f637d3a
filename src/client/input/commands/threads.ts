/** `/threads`: lists the threads that one follows. */
import {requireServerCan} from '../../core/serverCan.ts';
import {labelOf} from '../../state/selectors.ts';
import {orderedThreads} from '../../state/threads.ts';
import {threadWords} from '../../wording/threadWords.ts';
import type {Command} from '../command.ts';

export const threads: Command = {
  name: 'threads',
  usage: '',
  summary: 'Lists the threads that you follow, those with something unread first; Enter goes there.',
  async run(client) {
    const state = client.getState();
    if (state.server !== undefined) requireServerCan(state, 'threads');
    const followed = orderedThreads(state);
    if (followed.length === 0)
      return {kind: 'told', sentence: 'You follow no thread yet. You do once you write in one, or with /follow.'};
    const choices = followed.map((thread, index) => {
      const room = state.roomById[thread.roomId]?.room;
      const words = threadWords(state, thread);
      return {
        number: index + 1,
        row: [words.unread, room === undefined ? '' : labelOf(room), thread.sender],
        said: words.text,
        take: async () => ({kind: 'thread' as const, roomId: thread.roomId, seq: thread.seq}),
      };
    });
    return {kind: 'choose', title: 'Threads you follow', choices};
  },
};
