/** `search`: searches messages in all rooms of the account. */
import {searchMessages, type SearchContinuation} from '../../client/actions/search.ts';
import type {Client} from '../../client/client.ts';
import {parseTyped} from '../../client/input/typed/searchTyped.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {State} from '../../client/state/state.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {ChatError, kindOf} from '../../shared/errors.ts';
import type {SearchAsked, SearchHit} from '../../shared/search/search.ts';
import {display} from '../../shared/text/safeText.ts';
import {withKeptHere} from '../account/keptHere.ts';
import {withSession} from '../account/logins.ts';
import {hitText, toHitLine} from '../output/jsonLines.ts';
import {printTable} from '../output/printTable.ts';
import {readCount} from '../settings/values.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

/** Hits per request. */
const PAGE = 100;

export const search: Verb = {
  name: 'search',
  usage: '<words...>',
  summary: 'find messages in all your rooms, the newest first; without a server, what is kept here',
  prints: 'Hit',
  options: [
    {flags: '-n, --lines <count>', meaning: 'how many, a whole number from 0 to 1000000 (default 20)'},
    {flags: '--best', meaning: 'what fits best first, of the newest 500, as sort:best'},
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui search deploy failed', 'messages with both words'],
    [
      'chat-tui search \'"release notes" from:@bob in:#dev after:2026-11-03 has:link\'',
      'a phrase, and what else is known',
    ],
    ["chat-tui search 'roll*' --json", 'beginnings of words, for a script'],
  ],
  async run(shell, call) {
    const count = readCount(textOption(call, 'lines') ?? '20', '--lines');
    const typed = call.words.join(' ');
    const isBest = call.options.best === true;
    const print = (hits: readonly SearchHit[], state: State) =>
      printHits(shell, {hits, state, isJson: call.options.json === true});
    try {
      return await withSession(shell, async client => {
        const first = askedFor(typed, client.getState(), isBest);
        await lookThrough(shell, client, first.roomId);
        let asked: SearchContinuation | undefined = first;
        let left = count;
        let behind = 0;
        while (asked !== undefined && left > 0) {
          const page = await searchMessages(client, asked, Math.min(PAGE, left));
          left -= page.hits.length;
          behind += page.behind;
          asked = page.next;
          await print(page.hits, client.getState());
          if (page.isNear && page.hits.length > 0 && asked === undefined) shell.tell(NEAR);
        }
        if (behind > 0) shell.tell(`${behind} messages were not looked through yet. Try again in a while.`);
      });
    } catch (error) {
      if (!(error instanceof ChatError) || kindOf(error.code).exit !== 'noServer') throw error;
      const isFound = await withKeptHere(shell, async kept => {
        const {state} = kept;
        const {hits, isNear} = await kept.search(askedFor(typed, state, isBest), count);
        await print(hits, state);
        if (isNear && hits.length > 0) shell.tell(NEAR);
        shell.tell(error.message);
        shell.tell('This is only what is kept on this machine.');
        return true;
      });
      if (isFound !== true) throw error;
    }
  },
};

/** Indexes encrypted conversations first; the screen does this in the background, but here the user waits for the result. */
async function lookThrough(shell: Shell, client: Client, roomId: number | undefined): Promise<void> {
  const {progressOn} = await import('../output/progress.ts');
  const progress = progressOn(shell.stderr);
  let most = 1;
  await client.parts.keys.search.lookThrough(roomId, behind => {
    most = Math.max(most, behind);
    progress.show('Looking through encrypted conversations', 1 - behind / most);
  });
  progress.end();
}

const NEAR = 'Nothing is exactly so; this is near.';

function askedFor(typed: string, state: State, isBest: boolean): SearchAsked {
  const parsed = parseTyped(typed, state, Date.now());
  return isBest ? {...parsed, order: 'best'} : parsed;
}

interface Printed {
  hits: readonly SearchHit[];
  /** For the names of rooms. */
  state: State;
  isJson: boolean;
}

async function printHits(shell: Shell, {hits, state, isJson}: Printed): Promise<void> {
  const labelIn = (roomId: number): string => {
    const one = state.roomById[roomId];
    return one === undefined ? '#?' : labelOf(one.room);
  };
  if (isJson) for (const hit of hits) shell.printJson(toHitLine(hit, labelIn(hit.roomId)));
  else
    await printTable(
      shell,
      hits.map(hit => rowOf(hit, labelIn(hit.roomId))),
    );
}

const rowOf = (hit: SearchHit, room: string): string[] => [
  dateTimeOf(hit.entry.sentAtMs),
  `${room}/${hit.entry.seq}`,
  `@${hit.entry.sender}`,
  display(hitText(hit), 'line'),
];
