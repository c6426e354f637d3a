/** `/layout`: how messages are laid out on the screen. */
import {firstWord, fixedWords} from '../../wording/nameWords.ts';
import type {Command} from '../command.ts';
import {CHAT_STYLES, isChatStyle} from '../../wording/screenChoices.ts';
import {ChatError} from '../../../shared/errors.ts';

export const layout: Command = {
  name: 'layout',
  usage: 'style',
  summary: 'Sets out messages with names above them, in columns beside them, or one line each; kept on this machine.',
  details: [
    'comfortable: name and time above what somebody says in a row, and the text as wide as it can be.',
    'compact: time and name in columns beside the text.',
    'irc: time, name and text in one line.',
  ],
  complete: firstWord(fixedWords(CHAT_STYLES)),
  run(_client, {rest}) {
    if (!isChatStyle(rest)) return Promise.reject(new ChatError('command-usage', `/layout ${CHAT_STYLES.join('|')}`));
    return Promise.resolve({kind: 'chatStyle', chatStyle: rest});
  },
};
