/** Changes one’s preferences, on all devices. */
import {storable} from '../../storeContract/storable.ts';
import {requireWordsAllowed} from '../../moderation/muteRefusal.ts';
import type {Handler} from '../handler.ts';

export const preferencesSet: Handler<'preferencesSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context, {status, ...change}) {
    const {me, store, presence, connections} = context;
    await requireWordsAllowed(context, me, status?.text);
    const said = status === undefined || status === null ? status : {...status, text: storable(status.text)};
    const preferences = await store.preferencesSet(me.userId, {...change, ...(said !== undefined && {status: said})});
    presence.setStated(me, preferences);
    connections.tell(me.userId, 'preferencesChanged', {preferences});
    return preferences;
  },
};
