/** `topic`: shows or sets the topic of a room. */
import {setTopic} from '../../client/actions/room.ts';
import {aboutRoom} from '../../client/actions/roomLifecycle.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {display} from '../../shared/text/safeText.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseRoom} from '../account/target.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const topic: Verb = {
  name: 'topic',
  usage: '<room> [text...]',
  summary: 'show or set the topic of a room',
  prints: 'Room',
  options: [{flags: '--clear', meaning: 'remove the topic'}, JSON_OPTION],
  examples: [
    ["chat-tui topic '#garden'", 'show it'],
    ["chat-tui topic '#garden' Tomatoes and more", 'set it'],
    ['chat-tui topic \'#garden\' -- "$topic"', 'to what a variable holds'],
    ["chat-tui topic '#garden' --clear", 'remove it'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const [typed = '', ...words] = call.words;
      const room = await findRoom(client, {kind: 'room', name: parseRoom(typed)});
      const isSetting = words.length > 0 || call.options.clear === true;
      if (!isSetting) requireRight(client.getState(), 'read');
      const now = isSetting
        ? call.options.clear === true
          ? ''
          : words.join(' ')
        : (await aboutRoom(client, room)).topic;
      if (isSetting) await setTopic(client, room.roomId, now);
      if (call.options.json === true) shell.printJson(toMemberLine({...room, topic: now}));
      else if (!isSetting) shell.print(display(now, 'line'));
    }),
};
