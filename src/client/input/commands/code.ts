/** `/code`: sends the text as a code block. */
import {hereIn, sendTo} from '../../actions/messages/threads.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {fenced} from '../../../shared/text/code.ts';

/** A first line that consists of one such word names the language. */
const LANGUAGE = /^[\w+#.-]{0,40}$/;

export const code: Command = {
  name: 'code',
  usage: '[language] code',
  summary: 'Sends code as it is, in colours where a language is named; without code, the input line is begun.',
  details: [
    'The language stands alone in the first line: /code ts, a line break, the code. A line break is ' +
      'Alt+Enter, or a backslash and Enter.',
    'The same as a line with ```ts, the code, and a line with ```.',
  ],
  async run(client, {rest, state}) {
    const {room} = roomArgument(state, undefined);
    const lineEnd = rest.indexOf('\n');
    if (lineEnd === -1 && LANGUAGE.test(rest)) return {kind: 'write', text: rest === '' ? '/code ' : `/code ${rest}\n`};
    const first = lineEnd === -1 ? '' : rest.slice(0, lineEnd).trim();
    const isLanguage = lineEnd !== -1 && LANGUAGE.test(first);
    await sendTo(
      client,
      hereIn(state, room.roomId),
      isLanguage ? fenced(rest.slice(lineEnd + 1), first) : fenced(rest),
    );
    return DONE;
  },
};
