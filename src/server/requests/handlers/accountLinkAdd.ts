/** Appends a link to one’s own chain of devices; everybody who shares a conversation is told. */
import {ChatError} from '../../../shared/errors.ts';
import {readLink} from '../../../shared/sealed/accountLink.ts';
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import {doerOf, recordDeed} from '../../audit/audit.ts';
import {requireProof} from '../../signIn/secondFactor.ts';
import type {Context} from '../../context.ts';
import type {Handler} from '../handler.ts';

export const accountLinkAdd: Handler<'accountLinkAdd'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 30, perSeconds: 60},
  async run(context, {link: text, password, code}) {
    const {me, store, connections, connection} = context;
    const link = fromText(text);
    const isRestart = readLink(link).type === 'restart';
    if (isRestart) await requireFullLogin(context, {name: me.name, password, code});
    const {n, isNew} = await store.accountLinkAdd({userId: me.userId, link});
    if (isNew) {
      if (isRestart) recordDeed(context, doerOf(me, connection), {method: 'keys', about: 'begun anew'});
      const people = new Set([me.userId, ...(await store.sealedPartners(me.userId))]);
      for (const userId of people) connections.tell(userId, 'accountLinkAdded', {name: me.name, n});
    }
    return {n};
  },
};

/** Requires a new login: with just a stolen session, an attacker could make all contacts distrust the account. */
async function requireFullLogin(
  context: Context,
  {name, password, code}: {name: string; password: string | undefined; code: string | undefined},
): Promise<void> {
  if (password === undefined) throw new ChatError('restart-unproved');
  await requireProof(context, {name, password, code});
}
