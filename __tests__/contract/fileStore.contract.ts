/** What every store of files must do, by itself and behind HTTP. Each test opens its own in an empty folder. */
import {describe} from '@jest/globals';
import {aloneTests} from './fileStore/alone.ts';
import {behindHttpTests} from './fileStore/behindHttp.ts';
import type {OpenFileStore} from './fileStore/place.ts';

export function fileStoreContract(name: string, open: OpenFileStore): void {
  describe(`files in ${name}`, () => {
    aloneTests(open);
    behindHttpTests(open);
  });
}
