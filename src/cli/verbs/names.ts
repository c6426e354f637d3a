/** `names`: rooms and people, a line each, for the scripts of `completion`; nothing where the server cannot be asked at once. */
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import {within} from '../../shared/bounds/within.ts';
import {ROOM_NAME_PATTERN} from '../../shared/fields.ts';
import {EXIT} from '../ending/exits.ts';
import type {Shell} from '../shell.ts';
import type {Verb} from '../verb.ts';
import {withSession} from '../account/logins.ts';

/** Longer, nobody waits for Tab. */
const ASK_MS_MAX = 1_500;
const ROOMS_MAX = 500;

export const names: Verb = {
  name: 'names',
  usage: '<kind>',
  choices: {kind: ['room', 'person', 'target']},
  isHidden: true,
  summary: 'print names of rooms and people, for completion',
  options: [],
  examples: [['chat-tui names room', '#lobby and so on']],
  async run(shell, {words: [kind = '']}) {
    // Whoever presses Tab is not interrupted by what went wrong.
    const found = await within(
      ASK_MS_MAX,
      findNames({...shell, isHasty: true}, kind).catch(() => []),
    );
    for (const name of found ?? []) shell.print(name);
    return EXIT.done;
  },
};

/** A shell puts them on its line as they are: what a server makes up as a name is none. */
async function findNames(shell: Shell, kind: string): Promise<readonly string[]> {
  const {roomPages} = await import('../account/target.ts');
  return withSession(shell, async client => {
    const rooms: string[] = [];
    if (kind !== 'person') {
      for await (const page of roomPages(client)) {
        rooms.push(
          ...page.rooms
            .filter(({kind, name}) => (kind === 'public' || kind === 'private') && ROOM_NAME_PATTERN.test(name))
            .map(({name}) => `#${name}`),
        );
        if (rooms.length >= ROOMS_MAX) break;
      }
    }
    const known = kind === 'room' ? [] : Object.keys(client.getState().userByName);
    const people = known.filter(name => NAME_PATTERN.test(name)).map(name => `@${name}`);
    return [...rooms, ...people.toSorted()];
  });
}
