/** `/info`: who sent a message, when, and what happened to it. */
import {entryAt} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {linkTo, messageArgument} from '../typed/messageArgument.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Entry} from '../../../shared/entries/entry.ts';

export const info: Command = {
  name: 'info',
  usage: '[number|link]',
  summary: 'Shows who wrote a message and when, its link, and what became of it.',
  async run(client, {words, state}) {
    if (words.length > 1) throw new ChatError('command-usage', '/info [number|link]');
    const place = messageArgument({client, state}, words[0]);
    const entry = await entryAt(client, place);
    const one = client.getState().roomById[place.roomId];
    const link = one === undefined ? [] : [`Link: ${linkTo(one, place.seq)}`];
    return {kind: 'show', title: 'About this message', rows: [...rowsOf(entry, one?.lock?.kind === 'sealed'), ...link]};
  },
};

/** @param isClaimed in an encrypted room the original sender of a forwarded message is only claimed by the forwarder */
function rowsOf(entry: Entry, isClaimed: boolean): string[] {
  const {became, sender, sentAtMs} = entry;
  const rows = [`By @${sender}, ${dateTimeOf(sentAtMs)}`];
  if (entry.kind === 'gone') rows.push(`Deleted by @${entry.by}`);
  if (entry.kind === 'message' && entry.forwarded !== undefined) {
    const first = `by @${entry.forwarded.sender}, ${dateTimeOf(entry.forwarded.sentAtMs)}`;
    rows.push(isClaimed ? `First said, as @${sender} says, ${first}` : `First said ${first}`);
  }
  if (became?.edited !== undefined) {
    const {count, atMs} = became.edited;
    rows.push(`Edited ${count === 1 ? 'once' : `${count} times`}, ${dateTimeOf(atMs)}; /history shows what it said`);
  }
  if (became?.pinnedBy !== undefined) rows.push(`Pinned by @${became.pinnedBy}`);
  if (became?.replies !== undefined) rows.push(`Answers in its thread: ${became.replies.count}`);
  for (const {emoji, count} of became?.reactions ?? []) rows.push(`${emoji} ${count}`);
  return rows;
}
