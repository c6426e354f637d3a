/** One more link of one's own chain of devices; whoever shares a conversation hears of it. */
import {fromText} from '../../../shared/sealed/bytes.ts';
import type {Handler} from '../handler.ts';

export const accountLinkAdd: Handler<'accountLinkAdd'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 30, perSeconds: 60},
  async run({me, store, connections}, {link}) {
    const {n, isNew} = await store.accountLinkAdd({userId: me.userId, link: fromText(link)});
    if (isNew) {
      const people = new Set([me.userId, ...(await store.sealedPartners(me.userId))]);
      for (const userId of people) connections.tell(userId, 'accountLinkAdded', {name: me.name, n});
    }
    return {n};
  },
};
