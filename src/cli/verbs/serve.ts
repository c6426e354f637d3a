/** `serve`: the server alone, until it is told to stop. */
import type {Verb} from '../verb.ts';

export const serve: Verb = {
  name: 'serve',
  usage: '',
  summary: 'run a server; whoever makes an account with the owner link that it prints becomes its owner',
  settings: [
    'host',
    'port',
    'data',
    'names',
    'tls',
    'tlsCert',
    'tlsKey',
    'trustedProxy',
    'publicUrl',
    'maxMessageLength',
    'maxFileSize',
    'maxUsers',
    'registration',
    'messagesPerMinute',
    'editMinutes',
    'filesPerUser',
    'filesInAll',
    'unfinishedFiles',
    'logPerUser',
    'logInAll',
    'triesPerAddress',
    'connectionsPerAddress',
    'admissionsPerSecond',
    'metrics',
    'auditDays',
    'fileDays',
  ],
  options: [{flags: '--embedded', meaning: 'started by the full screen: stops when nobody needs it', isHidden: true}],
  examples: [
    ['chat-tui serve', 'for people on this machine'],
    ['chat-tui serve --host 0.0.0.0 --registration invite', 'for whoever has the join link that it prints'],
    ['chat-tui serve --port 0 2>server.log', 'a free port; the logs are on standard error, as JSON'],
  ],
  async run(shell, call) {
    const {runServer} = await import('../serving/runServer.ts');
    return runServer(shell, {isEmbedded: call.options.embedded === true});
  },
};
