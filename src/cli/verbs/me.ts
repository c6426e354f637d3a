/** `me`: posts an action, such as "*ann waves*". */
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {retryOptionsOf} from '../retries.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const me: Verb = {
  name: 'me',
  usage: '<target> [text...]',
  summary: 'say what you do, behind your name; options come before the text',
  prints: 'Entry',
  options: [JSON_OPTION],
  examples: [["chat-tui me '#lobby' waves", 'the others see: alice waves']],
  async run(shell, call) {
    const [typed = '', ...words] = call.words;
    const target = parseTarget(typed);
    const text = words.join(' ');
    await withSession(shell, async client => {
      const room = await findRoom(client, target);
      const {sendAndWait} = await import('../../client/actions/messages/message.ts');
      const sent = await sendAndWait(client, room.roomId, {text, kind: 'action', ...retryOptionsOf(shell)});
      if (call.options.json !== true) return;
      const state = client.getState();
      const {id, seq, sentAtMs} = sent;
      shell.printJson(
        toEntryLine({seq, id, sender: state.me?.name ?? '', sentAtMs, kind: 'action', text}, labelOf(room), state),
      );
    });
  },
};
