/** `/nearby`: lists people and servers announced on the networks of this machine. */
import {ChatError} from '../../../shared/errors.ts';
import type {NearbyPerson} from '../../../shared/nearby/looking.ts';
import type {Client} from '../../client.ts';
import {userOf} from '../../state/selectors.ts';
import {firstWord, fixedWords} from '../../wording/nameWords.ts';
import {
  HERE,
  leftOutWords,
  nearbyPersonCells,
  nearbyServerCells,
  NOBODY_NEARBY,
  serverOfPerson,
  type OwnServer,
} from '../../wording/rows/nearbyWords.ts';
import type {Choice, Command, Outcome} from '../command.ts';

/** Duration of the search in milliseconds; nearly all answers arrive within a tenth of it. */
const LOOK_MS = 1_500;
const USAGE = '[show|hide]';

export const nearby: Command = {
  name: 'nearby',
  usage: USAGE,
  summary: 'Looks for servers and people on the same network, and goes to a server found there.',
  details: [
    'A server is met like any other that is new: its key is shown and asked for first. What is announced is ' +
      'what somebody says, and nothing of it is proved.',
    'show: people on the same network find you as well, by your login name and the server on which you are; hide ends it. ' +
      'It holds until the program ends; nearby in the settings is where it begins.',
  ],
  complete: firstWord(fixedWords(['show', 'hide'])),
  async run(client, {rest}): Promise<Outcome> {
    const part = client.parts.nearby;
    if (rest === 'show') {
      await part.show();
      return {kind: 'told', sentence: 'People on the same network find you by /nearby now. /nearby hide ends it.'};
    }
    if (rest === 'hide') {
      await part.hide();
      return {kind: 'told', sentence: 'You are not announced on the network.'};
    }
    if (rest !== '') throw new ChatError('command-usage', `/nearby ${USAGE}`);
    return found(client);
  },
};

async function found(client: Client): Promise<Outcome> {
  const {look} = await import('../../../shared/nearby/looking.ts');
  const all = await look({forMs: LOOK_MS});
  const {serverUrl, identity} = client.options;
  const own: OwnServer = {serverUrl, fingerprint: identity?.fingerprint};
  const {me} = client.getState();
  const servers = all.servers.map((server): Omit<Choice, 'number'> => ({
    row: nearbyServerCells(server, [own]),
    take: () => Promise.resolve<Outcome>({kind: 'server', command: {type: 'add', address: server.serverUrl}}),
  }));
  const people = all.people
    .map(person => ({person, where: serverOfPerson(person, all, own)}))
    .filter(({person, where}) => person.name !== me?.name || where !== HERE)
    .map(({person, where}): Omit<Choice, 'number'> => {
      const isHere = where === HERE;
      return {
        row: nearbyPersonCells(person, where, isHere ? directWords(client, person) : ''),
        take: () =>
          Promise.resolve<Outcome>(
            isHere
              ? {kind: 'write', text: `/direct @${person.name}`}
              : {kind: 'told', sentence: elsewhere(person, where)},
          ),
      };
    });
  const choices = [...servers, ...people].map((one, at) => ({...one, number: at + 1}));
  const more = leftOutWords(all);
  if (more !== undefined) client.notify('warning', more);
  return choices.length === 0 ? {kind: 'told', sentence: NOBODY_NEARBY} : {kind: 'choose', title: 'Nearby', choices};
}

/** Announcements are unverified, so presence is taken from the server. */
function directWords(client: Client, {name}: NearbyPerson): string {
  const state = client.getState();
  if (!Object.hasOwn(state.userByName, name)) return 'not known here';
  return userOf(state, name).state === 'offline' ? 'not online now' : 'can talk directly';
}

const elsewhere = ({name}: NearbyPerson, where: string): string =>
  `@${name} is ${where}: be on one server first, yours or theirs, then /direct @${name}.`;
