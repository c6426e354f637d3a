/** A disk that takes nothing: what a person asks for is refused with a sentence, and the program goes on. */
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {doPassphrase} from '../../src/client/actions/account/keyPassphrase.ts';
import {answerAddress} from '../../src/client/actions/people/permissions.ts';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {submit} from '../../src/client/input/submit.ts';
import {openLocalStore} from '../../src/client/local/store.ts';
import {world} from '../support/world.ts';
import {member, temporaryFolder, type Member} from './support/member.ts';
import {aliceAndBob} from './support/sealedMembers.ts';

const UNWRITABLE = {code: 'file-unwritable'};
const refused = {kind: 'refused', ...UNWRITABLE};

const SAID =
  "INSERT INTO direct_said (partner, id, sender, kind, text, sent_at_ms) VALUES ('bob', 'x', 'bob', 'message', 'hi', 1)";

/** Said to SQLite in the connection that all parts of a program share. */
async function tellStore({client, name}: Member, sql: string): Promise<void> {
  const store = await client.local.open(name);
  store.database.exec(sql);
  store.close();
}

/** From now on nothing is written, as on a disk that was remounted read-only. */
const becomesReadOnly = (one: Member): Promise<void> => tellStore(one, 'PRAGMA query_only = ON');

const ASKED = [
  '/downloads /tmp',
  '/downloads all default',
  '/friend set @bob direct never',
  '/friend set all auto-accept 10M',
  '/cache clear',
];

describe('on a disk that takes nothing', () => {
  test.each(ASKED)('%s is refused with a sentence', async line => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await tellStore(ann, SAID);
    await becomesReadOnly(ann);
    expect(await submit(ann.client, line)).toMatchObject({
      ...refused,
      detail: expect.stringMatching(/ann@.*the disk is read-only/),
    });
    // Chat goes on.
    await sendText(ann.client, 1, 'still here');
    await ann.sees('it', () => ann.texts().includes('still here'));
  });

  test('an answer to who asks for one’s address is refused with a sentence, and holds while the program runs', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    ann.client.dispatch({type: 'addressAsked', name: 'bob'});
    await becomesReadOnly(ann);
    await expect(answerAddress(ann.client, 'bob', false)).rejects.toMatchObject(UNWRITABLE);
    expect(ann.client.getState().addressAsked).toEqual([]);
  });

  test('keys that were compared are not marked, and no passphrase is set', async () => {
    const {alice, bob} = await aliceAndBob(await world());
    expect(await submit(alice.client, '/verify @bob')).toMatchObject({kind: 'show'});
    await becomesReadOnly(alice);
    for (const line of ['/verify @bob yes', '/verify @bob no'])
      expect(await submit(alice.client, line)).toMatchObject(refused);
    const wanted = {action: 'set', passphrase: '', next: 'a passphrase for tests'} as const;
    await expect(doPassphrase(alice.client, wanted)).rejects.toMatchObject(UNWRITABLE);
    expect(bob.name).toBe('bob');
  });

  test.each(['/downloads /tmp', '/friend set @bob direct never'])(
    'where no folder can be made, %s is refused',
    async line => {
      const {url} = await world();
      const dataDir = await temporaryFolder();
      await writeFile(join(dataDir, 'local'), '');
      const ann = await member(url, 'ann', {dataDir});
      expect(await submit(ann.client, line)).toMatchObject(refused);
    },
  );
});

test.each(['/downloads', '/friend set @bob auto-accept 1M'])(
  '%s with a name that no disk takes is refused',
  async line => {
    const {url} = await world();
    const [ann, bob] = [await member(url, 'ann'), await member(url, 'bob')];
    await submit(bob.client, '/friend add @ann');
    await ann.sees('the request', ({contacts}) => contacts.get('bob')?.state === 'asking');
    await submit(ann.client, '/friend accept @bob');
    expect(await submit(ann.client, `${line} ~/${'x'.repeat(300)}`)).toMatchObject(refused);
  },
);

test('a store that another program holds for too long is told as such, and is no bug', async () => {
  const {url} = await world();
  const ann = await member(url, 'ann');
  const other = await openLocalStore({dir: ann.client.local.dirOf('ann'), now: () => 1});
  other.exec('BEGIN IMMEDIATE');
  await tellStore(ann, 'PRAGMA busy_timeout = 0');
  expect(await submit(ann.client, '/downloads /tmp')).toMatchObject({
    ...refused,
    detail: expect.stringContaining('another program is using it'),
  });
  other.close();
});
