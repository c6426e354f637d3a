/** The full screen: what `chat-tui` is without a verb. */
import {checkTerminal} from '../screening/checkTerminal.ts';
import {keepCompiled} from '../screening/compiled.ts';
import {keepHeapSmall} from '../screening/smallHeap.ts';
import type {Verb} from '../verb.ts';

export const screen: Verb = {
  name: 'screen',
  usage: '',
  summary: 'chat in the terminal: rooms, direct messages, files; with a server of your own in the same command',
  options: [],
  examples: [
    ['chat-tui', 'the full screen: host a chat here, or join one'],
    ['chat-tui --user bob', 'as somebody else'],
    ['chat-tui serve --help', 'how a verb is called'],
  ],
  async run(shell, call) {
    checkTerminal(shell);
    keepCompiled(shell.paths);
    const {runScreen} = await import('../screening/runScreen.ts');
    keepHeapSmall();
    const [address, link] = call.words;
    return runScreen(shell, {
      address: address === '' ? undefined : address,
      link,
      usesToken: call.options.useToken === true,
    });
  },
};
