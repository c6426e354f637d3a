/** Renews the keys of a conversation when this device cannot open the box with the newest key, a limited number of times. */
import {ChatError} from '../../../shared/errors.ts';
import {HOUR_MS} from '../../../shared/limits.ts';
import {makerOf, memberOf} from '../../../shared/sealed/membership.ts';
import type {Accounts} from '../accounts.ts';
import type {Conversations} from './conversations.ts';
import type {SealedConversation} from './makingEpoch.ts';

interface Parts {
  accounts: Pick<Accounts, 'known'>;
  conversations: Pick<Conversations, 'isUnopened' | 'renew'>;
  now: () => number;
}

/** Maximum renewals per room and hour: all members' devices verify each epoch, and the server limits them too. */
const PER_HOUR_MAX = 10;

/**
 * @returns a function that resolves with a conversation whose newest key opens; it throws keys-spoiled when a member
 * repeatedly makes keys that do not
 */
export function openUnopened({accounts, conversations, now}: Parts) {
  /** By room: the times of these renewals, in milliseconds since 1970. */
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
