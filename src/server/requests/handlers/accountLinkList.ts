/** Lists the chain of devices of a person, as their own devices have signed it, in pages. */
import {SEALED_PAGES} from '../../../shared/protocol/sealed.ts';
import {toText} from '../../../shared/sealed/primitives/bytes.ts';
import type {Handler} from '../handler.ts';

export const accountLinkList: Handler<'accountLinkList'> = {
  access: 'account',
  token: {right: 'read', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({store}, {name, afterN = -1}) {
    const limit = SEALED_PAGES.links;
    const links = await store.accountLinkList({name, afterN, limit: limit + 1});
    const serverId = toText(store.serverId());
    return {serverId, links: links.slice(0, limit).map(toText), hasMore: links.length > limit};
  },
};
