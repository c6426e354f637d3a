/** `nearby`: lists servers and people announced on this machine's networks. */
import {
  keyWords,
  leftOutWords,
  nearbyPersonCells,
  nearbyServerCells,
  NOBODY_NEARBY,
  serverOfPerson,
} from '../../client/wording/rows/nearbyWords.ts';
import {ChatError} from '../../shared/errors.ts';
import type {NearbyLine} from '../../shared/output/nearbyOutput.ts';
import type {Nearby} from '../../shared/nearby/looking.ts';
import {parseDuration} from '../../shared/words/duration.ts';
import {untilInterrupted} from '../ending/interruption.ts';
import {printTable} from '../output/printTable.ts';
import {readKnown} from '../settings/knownServers.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';

const LOOK_MS = 2_000;
const LOOK_MS_MAX = 60_000;

export const nearby: Verb = {
  name: 'nearby',
  usage: '',
  summary: 'look for servers and people that announce themselves on the networks of this machine',
  prints: 'Nearby',
  options: [
    {flags: '--timeout <time>', meaning: 'look for so long, at least 1s and at most 60s; 2s without it'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui nearby', 'servers with their address, key and how to join them; then people'],
    ['chat-tui nearby --timeout 5s --json', 'one JSON object for each'],
  ],
  async run(shell, call) {
    const forMs = timeOf(call);
    const {look} = await import('../../shared/nearby/looking.ts');
    const stopped = new AbortController();
    let found: Nearby | undefined;
    await untilInterrupted(
      look({forMs, signal: stopped.signal}).then(all => void (found = all)),
      () => Promise.resolve(stopped.abort()),
    );
    if (found === undefined) return;
    if (call.options.json === true) linesOf(found).forEach(line => shell.printJson(line));
    else await printAll(shell, found);
    const more = leftOutWords(found);
    if (more !== undefined) shell.tell(more);
  },
};

/** @throws command-usage */
function timeOf(call: Call): number {
  const typed = textOption(call, 'timeout');
  if (typed === undefined) return LOOK_MS;
  const ms = parseDuration(/^\d+$/.test(typed) ? `${typed}s` : typed);
  if (ms === undefined || ms < 1_000 || ms > LOOK_MS_MAX)
    throw new ChatError('command-usage', '--timeout takes a time from 1s to 60s');
  return ms;
}

const linesOf = ({servers, people}: Nearby): NearbyLine[] => [
  ...servers.map(server => ({kind: 'server' as const, ...server})),
  ...people.map(person => ({kind: 'person' as const, ...person})),
];

async function printAll(shell: Shell, found: Nearby): Promise<void> {
  const {servers, people} = found;
  if (servers.length + people.length === 0) return shell.tell(NOBODY_NEARBY);
  const known = [...readKnown(shell.paths)].map(([serverUrl, key]) => ({
    serverUrl,
    ...(key !== 'authority' && {fingerprint: key.fingerprint}),
  }));
  await printTable(
    shell,
    servers.map(server => {
      const [name = '', , notes = ''] = nearbyServerCells(server, known);
      return [name, keyWords(server), `${shell.programName} join ${server.serverUrl}`, notes];
    }),
  );
  await printTable(
    shell,
    people.map(person => nearbyPersonCells(person, serverOfPerson(person, found))),
  );
}
