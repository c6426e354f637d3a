/** Makes other keys for a conversation whose newest ones open for nobody here, a limited number of times. */
import {ChatError} from '../../../shared/errors.ts';
import {makerOf, memberOf} from '../../../shared/sealed/membership.ts';
import type {Accounts} from '../accounts.ts';
import type {Conversations} from './conversations.ts';
import type {SealedConversation} from './makingEpoch.ts';

interface Parts {
  accounts: Pick<Accounts, 'known'>;
  conversations: Pick<Conversations, 'isUnopened' | 'renew'>;
  now: () => number;
}

/** Of one room: each of them is verified by all devices of all members, and the server counts them too. */
const PER_HOUR_MAX = 10;
const HOUR_MS = 60 * 60_000;

/** @returns the conversation with keys that open; throws keys-spoiled where somebody makes such keys again and again */
export function openUnopened({accounts, conversations, now}: Parts) {
  /** By room: when its keys were renewed for this reason. */
  const renewedAtMs = new Map<number, number[]>();

  return async (conversation: SealedConversation, me: string): Promise<SealedConversation> => {
    const {roomId} = conversation;
    let one = conversation;
    for (;;) {
      const last = one.epochs.at(-1)?.statement;
      if (last === undefined || memberOf(last, me) === undefined || !conversations.isUnopened(roomId)) return one;
      const times = (renewedAtMs.get(roomId) ?? []).filter(atMs => Math.abs(now() - atMs) < HOUR_MS);
      if (times.length >= PER_HOUR_MAX)
        throw new ChatError('keys-spoiled', `@${makerOf(last, (name, n) => accounts.known(name)[n]) ?? ''}`);
      renewedAtMs.set(roomId, [...times, now()]);
      const names = last.members.map(({name}) => name);
      one = await conversations.renew(roomId, names);
    }
  };
}
