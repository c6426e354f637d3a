/** `wait`: waits for a message in a room or conversation. */
import {DAY_MS, FIXED_LIMITS} from '../../shared/limits.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {parseDuration, durationText} from '../../shared/words/duration.ts';
import {type Entry, isMessageOrFile, readableTextOf} from '../../shared/entries/entry.ts';
import {ChatError} from '../../shared/errors.ts';
import {within} from '../../shared/bounds/within.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parsePerson, parseTarget} from '../account/target.ts';
import {toTextEntry} from '../output/entryLine.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';

const TIMEOUT_MS_MAX = 31 * DAY_MS;

export const wait: Verb = {
  name: 'wait',
  usage: '<target>',
  summary: 'wait for a message in a room or conversation, print it and end',
  prints: 'Entry',
  options: [
    {
      flags: '--match <pattern>',
      meaning:
        'only for one whose text fits this regular expression of at most 1000 characters; /…/i: upper or lower case',
    },
    {
      flags: '--from <person>',
      meaning:
        `only for one of this person, a name of at most ${FIXED_LIMITS.nameLengthMax} characters; without it anybody in a ` +
        'room, anybody but you in a conversation',
    },
    {
      flags: '--after <seq>',
      meaning: 'also for one that came after the message with this seq, a whole number from 0',
    },
    {flags: '--timeout <time>', meaning: 'give up after so long, at least 1s and at most 31d, with exit code 75'},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui wait '#ops' --match '^deploy (\\S+)$' --timeout 10m", 'exit code 75 when nobody says so in ten minutes'],
    ['chat-tui wait @bob --json | jq -r .text', 'the next thing that he says'],
    ["chat-tui wait '#ops' --after 123 --match yes", 'nothing is missed between asking and waiting'],
  ],
  async run(shell, call) {
    const target = parseTarget(call.words[0] ?? '');
    const pattern = textOption(call, 'match');
    const {openPattern} = await import('../posting/pattern.ts');
    const fits = pattern === undefined ? () => true : openPattern(pattern);
    const from = textOption(call, 'from');
    const person = from === undefined ? undefined : parsePerson(from);
    const afterSeq = seqOf(call);
    const timeoutMs = timeoutOf(call);
    return withSession(shell, async client => {
      const {follow} = await import('../follow.ts');
      const room = await findRoom(client, target);
      const own = client.getState().me?.name;
      const isFrom = (sender: string) =>
        person === undefined ? target.kind === 'room' || sender !== own : sender === person;
      const {promise: found, resolve, reject} = Promise.withResolvers<Entry>();
      const look = (entries: readonly Entry[]) => {
        for (const entry of entries) {
          if (!isMessageOrFile(entry) || !isFrom(entry.sender)) continue;
          try {
            if (fits(readableTextOf(entry))) return resolve(entry);
          } catch (error) {
            return reject(error as Error);
          }
        }
      };
      const fromSeq = (afterSeq ?? room.lastSeq) + 1;
      const waiting = Promise.race([found, follow(client, {roomId: room.roomId, fromSeq}, look)]);
      const entry = await (timeoutMs === undefined ? waiting : within(timeoutMs, waiting));
      if (entry === undefined) throw new ChatError('wait-over', durationText(timeoutMs ?? 0));
      if (call.options.json === true) shell.printJson(toEntryLine(entry, labelOf(room), client.getState()));
      else shell.print(toTextEntry(entry, id => id));
    });
  },
};

/** @throws command-usage */
function seqOf(call: Call): number | undefined {
  const typed = textOption(call, 'after');
  if (typed === undefined) return undefined;
  if (!/^\d{1,15}$/.test(typed)) throw new ChatError('command-usage', '--after takes the seq of a message');
  return Number(typed);
}

/** @throws command-usage */
function timeoutOf(call: Call): number | undefined {
  const typed = textOption(call, 'timeout');
  if (typed === undefined) return undefined;
  const ms = parseDuration(/^\d+$/.test(typed) ? `${typed}s` : typed);
  if (ms === undefined || ms === 0 || ms > TIMEOUT_MS_MAX)
    throw new ChatError('command-usage', '--timeout takes a time from 1s to 31d, such as 90s or 2h');
  return ms;
}
