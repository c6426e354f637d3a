/** `search`: finds what was said, in all rooms one is in. */
import {searchMessages} from '../../client/actions/search.ts';
import {parseTyped} from '../../client/input/searchTyped.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {timeOf} from '../../client/wording/timeText.ts';
import type {SearchAsked, SearchHit} from '../../shared/search/search.ts';
import {display} from '../../shared/text/text.ts';
import {withSession} from '../account/logins.ts';
import {hitText, toHitLine} from '../output/jsonLines.ts';
import {printTable} from '../output/printTable.ts';
import {readCount} from '../settings/values.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

/** Hits that are asked for at once. */
const PAGE = 100;

export const search: Verb = {
  name: 'search',
  usage: '<words...>',
  summary: 'find messages in all your rooms, the newest first',
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
  run(shell, call) {
    const count = readCount(textOption(call, 'lines') ?? '20', '--lines');
    return withSession(shell, async client => {
      const parsed = parseTyped(call.words.join(' '), client.getState(), Date.now());
      let asked: SearchAsked | undefined = call.options.best === true ? {...parsed, order: 'best'} : parsed;
      const labelIn = (roomId: number): string => {
        const one = client.getState().roomById[roomId];
        return one === undefined ? '#?' : labelOf(one.room);
      };
      let left = count;
      let behind = 0;
      while (asked !== undefined && left > 0) {
        const page = await searchMessages(client, asked, Math.min(PAGE, left));
        left -= page.hits.length;
        ({behind, next: asked} = {next: undefined, ...page});
        if (call.options.json === true)
          for (const hit of page.hits) shell.printJson(toHitLine(hit, labelIn(hit.roomId)));
        else
          await printTable(
            shell,
            page.hits.map(hit => rowOf(hit, labelIn(hit.roomId))),
          );
        if (page.isNear && page.hits.length > 0 && asked === undefined)
          shell.tell('Nothing is exactly so; this is near.');
      }
      if (behind > 0) shell.tell(`The server has not looked through ${behind} messages yet. Try again in a while.`);
    });
  },
};

const rowOf = (hit: SearchHit, room: string): string[] => [
  timeOf(hit.entry.sentAtMs),
  `${room}/${hit.entry.seq}`,
  `@${hit.entry.sender}`,
  display(hitText(hit), 'line'),
];
