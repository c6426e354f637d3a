/** `screen`: the full screen, which `chat-tui` opens without a verb. */
import {checkTerminal, isPlainWanted, PLAIN_OPTION} from '../screening/checkTerminal.ts';
import {keepHeapSmall} from '../../shared/machine/smallHeap.ts';
import type {Verb} from '../verb.ts';

export const screen: Verb = {
  name: 'screen',
  usage: '',
  summary: 'chat in the terminal: rooms, direct messages, files; with a server of your own in the same command',
  options: [PLAIN_OPTION],
  examples: [
    ['chat-tui', 'the full screen: host a chat here, or join one'],
    ['chat-tui --user bob', 'as somebody else'],
    ['chat-tui --plain', 'as lines of text: for a screen reader, a simple terminal, a pipe'],
    ['chat-tui serve --help', 'how a verb is called'],
  ],
  async run(shell, call) {
    const [address, link] = call.words;
    const asked = {address: address === '' ? undefined : address, link, usesToken: call.options.useToken === true};
    if (await isPlainWanted(shell, call)) {
      const {runPlain} = await import('../plain/runPlain.ts');
      return runPlain(shell, asked);
    }
    checkTerminal(shell);
    // With this variable, libraries loaded later would write debug output to standard error, into the full screen.
    delete process.env.DEBUG;
    const {runScreen} = await import('../screening/runScreen.ts');
    let bytesSeen = 0;
    keepHeapSmall(() => {
      const hasKeys = process.stdin.bytesRead !== bytesSeen;
      bytesSeen = process.stdin.bytesRead;
      return hasKeys;
    });
    return runScreen(shell, asked);
  },
};
