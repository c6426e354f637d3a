/** Why an entry is in the inbox, as words after the name of the person who caused it. */
import type {InboxReason} from '../../shared/entries/entryKind.ts';

export const REASON_WORDS: Readonly<Record<InboxReason, string>> = {
  mention: 'mentions you',
  reply: 'answers you',
  reaction: 'reacted to you',
  offer: 'offers a file',
  invite: 'invites you',
};
