/** Chains of devices of people, as this machine has verified them: what was seen once is never taken back. */
import {ChatError} from '../../shared/errors.ts';
import {verifyChain, type AccountState} from '../../shared/sealed/accountChain.ts';
import {readLink} from '../../shared/sealed/accountLink.ts';
import {fromText} from '../../shared/sealed/bytes.ts';
import type {Core} from '../core/core.ts';
import {serially} from './serially.ts';
import type {KeyStore} from './keyStore.ts';

export interface Accounts {
  /** As known here; empty where nothing is. */
  known(name: string): readonly AccountState[];
  /**
   * Asked for anew. Empty where the account has none. @throws chain-old, chain-forked, root-changed where the person has
   * compared the one before, not-genuine
   */
  refresh(name: string): Promise<readonly AccountState[]>;
  /** What one's own device has just signed. */
  take(name: string, link: Buffer): AccountState;
  isVerified(name: string): boolean;
  setVerified(name: string, isVerified: boolean): void;
  /** By which the server is known in all chains. @throws whatever asking throws */
  serverId(): Promise<Buffer>;
}

interface Hooks {
  /** Devices came or went; `isOther`: these are the keys of another root. */
  onChanged: (name: string, change: {added: number; removed: number; isOther: boolean}) => void;
}

const PAGES_MAX = 50;
const SERVER = 'server';

export function openAccounts(client: Core, store: KeyStore, {onChanged}: Hooks): Accounts {
  const {rows} = store;
  const states = new Map<string, readonly AccountState[]>();
  let ownServerId = store.secret(SERVER);

  const known = (name: string): readonly AccountState[] => {
    const remembered = states.get(name);
    if (remembered !== undefined) return remembered;
    const links = ownServerId === undefined ? [] : rows.linksOf(name);
    const verified = links.length === 0 ? [] : verifyChain(links, {serverId: ownServerId ?? Buffer.alloc(0), name});
    states.set(name, verified);
    return verified;
  };
  /** All links after `afterN`. */
  const fetch = async (name: string, afterN: number): Promise<Buffer[]> => {
    const links: Buffer[] = [];
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const after = afterN + links.length;
      const page = await client.line.request('accountLinkList', {name, ...(after >= 0 && {afterN: after})});
      pinServer(fromText(page.serverId, 16));
      links.push(...page.links.map(link => fromText(link)));
      if (!page.hasMore || page.links.length === 0) return links;
    }
    return links;
  };
  const pinServer = (serverId: Buffer) => {
    if (ownServerId === undefined) {
      ownServerId = serverId;
      store.putSecret(SERVER, serverId);
    }
    if (!ownServerId.equals(serverId)) throw new ChatError('not-genuine', 'server');
  };
  const keep = (name: string, links: readonly Buffer[], before: readonly AccountState[]): readonly AccountState[] => {
    const whose = {serverId: ownServerId ?? Buffer.alloc(0), name};
    const after = verifyChain(links, whose, before.at(-1));
    if (after.length === 0) return before;
    rows.together(() => links.forEach((link, index) => rows.putLink(name, before.length + index, link)));
    const all = [...before, ...after];
    states.set(name, all);
    if (before.length > 0) {
      const [old, now] = [before.at(-1), all.at(-1)];
      const ids = (state: AccountState | undefined) => new Set(state?.devices.map(({dev}) => dev.toString('hex')));
      const [was, is] = [ids(old), ids(now)];
      const added = [...is].filter(dev => !was.has(dev)).length;
      const removed = [...was].filter(dev => !is.has(dev)).length;
      if (added + removed > 0) onChanged(name, {added, removed, isOther: false});
    }
    return all;
  };
  /** The chain is not the one that was known: a new beginning, which only who has compared nothing takes, or a lie. */
  const replaced = async (name: string, before: readonly AccountState[]): Promise<readonly AccountState[]> => {
    const links = await fetch(name, -1);
    const [first] = links;
    const root = before[0]?.root;
    if (first === undefined) throw new ChatError('chain-old', `@${name}`);
    if (root === undefined || readLink(first).root.equals(root)) throw new ChatError('chain-forked', `@${name}`);
    if (name === client.getState().me?.name) throw new ChatError('chain-forked', `@${name}`);
    if (rows.verifiedOf(name) !== undefined) throw new ChatError('root-changed', `@${name}`);
    verifyChain(links, {serverId: ownServerId ?? Buffer.alloc(0), name});
    rows.together(() => rows.dropLinks(name));
    states.delete(name);
    const all = keep(name, links, []);
    onChanged(name, {added: 0, removed: 0, isOther: true});
    return all;
  };

  return {
    known,
    refresh: serially(async name => {
      const before = known(name);
      const last = before.at(-1);
      // The last known one is told again: another one in its place shows at once.
      const links = await fetch(name, last === undefined ? -1 : last.n - 1);
      if (last === undefined) return links.length === 0 ? [] : keep(name, links, []);
      const [same, ...more] = links;
      if (same === undefined || !readLink(same).hash.equals(last.head)) return replaced(name, before);
      return keep(name, more, before);
    }),
    take(name, link) {
      const after = keep(name, [link], known(name)).at(-1);
      if (after === undefined) throw new Error('a link that is none');
      return after;
    },
    isVerified(name) {
      const verified = rows.verifiedOf(name);
      // A root that was changed by the one before goes on with what was compared.
      return verified !== undefined && known(name).some(({root}) => root.equals(verified));
    },
    setVerified(name, isVerified) {
      rows.setVerified(name, isVerified ? known(name).at(-1)?.root : undefined);
    },
    async serverId() {
      if (ownServerId === undefined) await fetch(client.getState().me?.name ?? '', -1);
      if (ownServerId === undefined) throw new ChatError('bad-answer', 'accountLinkList');
      return ownServerId;
    },
  };
}
