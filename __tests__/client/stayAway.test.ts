/** Who is away stays so on a new connection. */
import {expect, test} from '@jest/globals';
import {goAway} from '../../src/client/actions/people/presence.ts';
import {fakeServer, ok, refused} from './support/fakeServer.ts';
import {clientOf, temporaryFolder, toMember} from './support/member.ts';

test('also with a note that a server refuses from who is muted by now: the note is left out', async () => {
  let isMuted = false;
  const server = await fakeServer({
    presenceSet: ({status}: {status: string}) => (isMuted && status !== '' ? refused('muted', 'for good') : ok()),
  });
  const client = await clientOf({serverUrl: server.url, token: 'ct_x', dataDir: await temporaryFolder()});
  const ann = toMember(client, 'ann', 'ct_x');
  await ann.sees('the room', () => ann.client.getState().connection.status === 'online');
  await goAway(client, 'at lunch');
  isMuted = true;
  const told = () => server.asked.filter(({name}) => name === 'presenceSet').map(({params}) => params);
  for (let cuts = 1; cuts <= 2; cuts++) {
    const before = told().length;
    server.cut();
    await ann.sees('that it is told', ({me}) => told().length > before && me?.state === 'away' && me.status === '');
    expect(told().at(-1)).toEqual({state: 'away', status: ''});
  }
});
