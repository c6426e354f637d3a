/** `describe`: shows or sets what a room is for. */
import {aboutRoom, describeRoom} from '../../client/actions/roomLifecycle.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {display} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseRoom} from '../account/target.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const describe: Verb = {
  name: 'describe',
  usage: '<room> [text...]',
  summary: 'show or set the description of a room, in several lines',
  prints: 'Room',
  options: [{flags: '--clear', meaning: 'remove the description'}, JSON_OPTION],
  examples: [
    ["chat-tui describe '#garden'", 'show it'],
    ['chat-tui describe \'#garden\' -- "$(cat about.txt)"', 'to what a file holds'],
    ["chat-tui describe '#garden' --clear", 'remove it'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const [typed = '', ...words] = call.words;
      const room = await findRoom(client, {kind: 'room', name: parseRoom(typed)});
      const isClearing = call.options.clear === true;
      const isSetting = words.length > 0 || isClearing;
      if (!isSetting) requireRight(client.getState(), 'read');
      const known = isSetting ? room : {...room, ...(await aboutRoom(client, room))};
      const now = isClearing ? '' : isSetting ? words.join(' ') : (known.description ?? '');
      if (isSetting) await describeRoom(client, room.roomId, now);
      if (call.options.json === true) shell.printJson(toMemberLine({...known, description: now}));
      else if (!isSetting) shell.print(display(now, 'message'));
    }),
};
