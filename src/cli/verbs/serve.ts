/** `serve`: runs only the server, until it is stopped. */
import {display} from '../../shared/text/safeText.ts';
import {EXIT} from '../ending/exits.ts';
import {settingNames} from '../settings/settings.ts';
import type {Shell} from '../shell.ts';
import type {Verb} from '../verb.ts';

export const serve: Verb = {
  name: 'serve',
  usage: '',
  summary: 'run a server; whoever makes an account with the owner link that it prints becomes its owner',
  settings: settingNames('server'),
  options: [
    {flags: '--embedded', meaning: 'started by the full screen: stops when nobody needs it', isHidden: true},
    {flags: '--check', meaning: 'only read the settings and say what is wrong with them'},
    {flags: '--print-config', meaning: 'print a commented file of all settings to begin with'},
  ],
  examples: [
    ['chat-tui serve', 'for people on this machine'],
    ['chat-tui serve --host 0.0.0.0', 'for whoever has the join link that it prints'],
    ['chat-tui serve --host 0.0.0.0 --announce on', 'found by chat-tui nearby on the same network'],
    ['chat-tui serve --print-config > ~/.config/chat-tui/config.toml', 'then remove the marks before what you change'],
    ['chat-tui serve --port 0 2>server.log', 'a free port; the logs are on standard error, as JSON'],
  ],
  async run(shell, call) {
    if (call.options.printConfig === true) return printConfig(shell);
    if (call.options.check === true) return check(shell);
    const {runServer} = await import('../serving/runServer.ts');
    return runServer(shell, {isEmbedded: call.options.embedded === true});
  },
};

async function printConfig(shell: Shell): Promise<number> {
  const {configText} = await import('../settings/configText.ts');
  shell.print(configText().trimEnd());
  return EXIT.done;
}

async function check(shell: Shell): Promise<number> {
  const {problemsOf} = await import('../serving/network.ts');
  const problems = await problemsOf(shell);
  for (const problem of problems) shell.tell(problem);
  if (problems.length === 0)
    shell.print(`${display(shell.paths.configFile, 'line')}: nothing is wrong with the settings of the server.`);
  return problems.length === 0 ? EXIT.done : EXIT.usage;
}
