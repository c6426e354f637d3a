/** `threads`: lists followed threads; follows or unfollows one. */
import {listThreads, rootOf, setFollow} from '../../client/actions/messages/threads.ts';
import type {Client} from '../../client/client.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {unreadIn} from '../../client/state/threads.ts';
import {threadWords} from '../../client/wording/threadWords.ts';
import {ChatError} from '../../shared/errors.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';
import type {ThreadLine} from '../../shared/output/shellOutput.ts';
import {display} from '../../shared/text/safeText.ts';
import {findMessage, parseMessage} from '../account/messageTarget.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

const USAGE = "chat-tui threads, or chat-tui threads follow|unfollow '#ROOM/SEQ'";

export const threads: Verb = {
  name: 'threads',
  usage: '[step] [message...]',
  summary: 'list the threads that you follow, unread first, or follow and unfollow one',
  prints: 'Thread',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui threads', 'how much is new, where, who began it and how'],
    ["chat-tui threads follow '#lobby/123'", 'unfollow ends it'],
    ['chat-tui threads --json', 'one JSON object a thread'],
  ],
  run(shell, call) {
    const [step = 'list', ...words] = call.words;
    if (step === 'list' ? words.length > 0 : !['follow', 'unfollow'].includes(step) || words.length === 0)
      throw new ChatError('command-usage', USAGE);
    const message = step === 'list' ? undefined : parseMessage(words);
    return withSession(shell, async client => {
      const isJson = call.options.json === true;
      if (message !== undefined) {
        const {roomId, seq} = await findMessage(client, message);
        const thread = await setFollow(client, await rootOf(client, {roomId, seq}), step === 'follow');
        if (isJson) shell.printJson(lineOf(client, thread));
        return;
      }
      const followed = await listThreads(client);
      if (isJson) for (const thread of followed) shell.printJson(lineOf(client, thread));
      else {
        const rows = followed.map(thread => {
          const {room, seq, sender} = lineOf(client, thread);
          const words_ = threadWords(client.getState(), thread);
          return [words_.unread, `${room}/${seq}`, sender, display(words_.text, 'line').slice(0, 100)];
        });
        await printTable(shell, rows);
      }
    });
  },
};

function lineOf(client: Client, thread: FollowedThread): ThreadLine {
  const {roomId, seq, sender, text, lastSeq, lastAtMs, isFollowed} = thread;
  const room = client.getState().roomById[roomId]?.room;
  const unread = unreadIn(client.getState(), thread);
  const label = room === undefined ? '#' : labelOf(room);
  return {room: label, seq, sender, text, unread, lastSeq, lastAtMs, isFollowed, roomId, link: `${label}/${seq}`};
}
