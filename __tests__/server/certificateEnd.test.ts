/**
 * The owner and admins are told in their notes that the certificate of the server expires, once for each stage, also over
 * restarts.
 */
import {expect, test} from '@jest/globals';
import {makeCertificate, writePair} from '../support/keys/certificates.ts';
import {world} from '../support/world.ts';

const DAY_MS = 24 * 60 * 60_000;

test('a certificate that expires is told to those who look after the server, and to nobody else', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const notAfter = new Date(made.clock.now() + 40 * DAY_MS);
  const {certificateFile, keyFile} = writePair(made.dataDir, makeCertificate({notAfter}));
  const tls = {kind: 'files' as const, certificateFile, keyFile};
  const encrypted = async () => {
    await made.restart({tls});
    await made.server.upkeep();
    await made.server.upkeep();
  };
  await encrypted();
  for (const days of [11, 1, 23]) {
    made.clock.turn(days * DAY_MS);
    await encrypted();
  }
  await made.restart({tls: undefined} as never);
  const again = await made.open('ann', ann!.token);
  const notes = again.session.rooms.find(({kind}) => kind === 'group')!;
  const {entries} = await again.request('entryList', {roomId: notes.roomId});
  const texts = entries.flatMap(entry => (entry.kind === 'message' ? [entry.text] : []));
  expect(texts).toEqual(
    Array.from({length: 2}, () => expect.stringMatching(/certificate of the server expires on 2030-02-10/)),
  );
  const other = await made.open('bob', bob!.token);
  expect(other.session.rooms.map(({kind}) => kind)).toEqual(['public']);
});
