/** `names`: prints rooms and people for the completion scripts, one per line; nothing if the server does not answer at once. */
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import {within} from '../../shared/bounds/within.ts';
import {ROOM_NAME_PATTERN} from '../../shared/fields.ts';
import {EXIT} from '../ending/exits.ts';
import type {Shell} from '../shell.ts';
import type {Verb} from '../verb.ts';
import {withSession} from '../account/logins.ts';

/** Longer than this, nobody waits after pressing Tab. */
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
    // Errors are not shown while somebody presses Tab.
    const found = await within(
      ASK_MS_MAX,
      findNames({...shell, isHasty: true}, kind).catch(() => []),
    );
    for (const name of found ?? []) shell.print(name);
    return EXIT.done;
  },
};

/** Only valid names, because the shell inserts them into its command line as they are. */
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
