/** An import is killed in the middle, twice: what is there is whole, and the same import goes on to its end. */
import {afterEach, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {integrityErrors} from '../support/stored/storedLog.ts';
import {cleanUp, person, serve} from '../support/program.ts';
import {madeUp} from '../server/movingSupport.ts';

afterEach(cleanUp);

const COUNT = 350;
const AUTHORS = 5;

test('killed between two entries and before a commit, an import leaves a whole log and is done again', async () => {
  const operator = person();
  const path = join(operator.home, 'export.jsonl');
  writeFileSync(path, madeUp({count: COUNT, authors: AUTHORS}));
  const database = join(operator.home, 'server', 'chat.db');
  const stored = () => {
    const open = new DatabaseSync(database, {readOnly: true});
    const count = (sql: string) => Number(Object.values(open.prepare(sql).get() ?? {})[0]);
    const found = {
      entries: count("SELECT count(*) FROM entries WHERE kind = 'message'"),
      last: count("SELECT ifnull(max(last_seq), 0) FROM rooms WHERE name = 'moved'"),
      authors: count("SELECT count(*) FROM accounts WHERE name LIKE 'former-member-%'"),
    };
    open.close();
    return found;
  };
  for (const fault of ['entry.afterInsert:250', 'commit.before:3']) {
    const server = await serve(person(operator.home, {CHAT_TUI_FAULT: fault}));
    expect((await operator.call(['admin', 'import', path])).code).not.toBe(0);
    await server.ended;
    const {entries, last} = stored();
    expect([fault, integrityErrors(database), last]).toEqual([fault, [], entries]);
  }
  const server = await serve(operator);
  expect(await operator.call(['admin', 'import', path])).toMatchObject({code: 0, stderr: ''});
  expect(stored()).toEqual({entries: COUNT, last: COUNT, authors: AUTHORS});
  expect((await operator.call(['admin', 'import', path])).stdout).toContain(`0 entries, ${COUNT} were there already`);
  await server.stop();
});
