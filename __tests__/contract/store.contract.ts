/** What every store must do, whatever stands behind it. Each list of tests opens its own store in an empty folder. */
import {describe} from '@jest/globals';
import type {Store, StoreOptions} from '../../src/server/storeContract/store.ts';
import {accountTests} from './store/accounts.ts';
import {entryTests} from './store/entries.ts';
import {fileTests} from './store/files.ts';
import {inboxTests} from './store/inbox.ts';
import {loginTests} from './store/logins.ts';
import {memberTests} from './store/members.ts';
import {roomTests} from './store/rooms.ts';

export type OpenStore = (options: StoreOptions) => Promise<Store>;

export function storeContract(name: string, open: OpenStore): void {
  describe(`the store ${name}`, () => {
    accountTests(open);
    roomTests(open);
    memberTests(open);
    entryTests(open);
    inboxTests(open);
    fileTests(open);
    loginTests(open);
  });
}
