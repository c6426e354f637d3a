/** `completion`: prints a script that lets a shell complete this program's command lines. */
import {ChatError} from '../../shared/errors.ts';
import type {CommandRow} from '../completion/table.ts';
import type {Verb} from '../verb.ts';

const SHELLS: ReadonlyMap<string, () => Promise<(program: CommandRow) => string>> = new Map([
  ['bash', async () => (await import('../completion/bash.ts')).bashScript],
  ['zsh', async () => (await import('../completion/zsh.ts')).zshScript],
  ['fish', async () => (await import('../completion/fish.ts')).fishScript],
]);

export const completion: Verb = {
  name: 'completion',
  usage: '<shell>',
  choices: {shell: [...SHELLS.keys()]},
  summary: 'print what makes bash, zsh or fish complete verbs, options, rooms and people',
  options: [],
  examples: [
    ['chat-tui completion bash > ~/.local/share/bash-completion/completions/chat-tui', 'for every bash from now on'],
    ['source <(chat-tui completion zsh)', 'in ~/.zshrc, behind compinit; in ~/.bashrc with bash'],
    ['chat-tui completion fish > ~/.config/fish/completions/chat-tui.fish', 'for fish'],
  ],
  async run(shell, {words: [name = ''], table}) {
    const scriptOf = SHELLS.get(name);
    if (scriptOf === undefined)
      throw new ChatError('command-usage', `chat-tui completion ${[...SHELLS.keys()].join('|')}`);
    shell.print((await scriptOf())(await table()).trimEnd());
  },
};
