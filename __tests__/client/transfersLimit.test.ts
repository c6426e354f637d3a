/** How fast transfers may go, as a person says it. */
import {expect, test} from '@jest/globals';
import {getFile, sendFiles, transferFinished} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {pair} from './transfersSupport.ts';

test('transfers take no more bytes a second than /limit says, also several at once, and all again without it', async () => {
  const {ann, bob, roomId, file} = await pair();
  const tell = async (who: typeof ann, line: string) => (await submit(who.client, line)) as {sentence?: string};
  const paths = await Promise.all(['a', 'b'].map(name => file(name, 128 * 1024)));
  const timed = async (work: () => Promise<unknown>) => {
    const startedMs = performance.now();
    await work();
    return performance.now() - startedMs;
  };
  const send = () => sendFiles(ann.client, {paths: [paths[0]!], roomId});
  expect((await tell(ann, '/limit 256k')).sentence).toBe('Transfers take at most 256 KiB/s in each direction.');
  const upMs = await timed(async () => {
    const ids = [...(await send()), ...(await send())];
    await Promise.all(ids.map(id => transferFinished(ann.client, id)));
  });
  await tell(bob, '/limit 256k/s');
  const downMs = await timed(async () => {
    const ids = await Promise.all(['1', '2'].map(wanted => getFile(bob.client, {roomId, wanted})));
    await Promise.all(ids.map(id => transferFinished(bob.client, id)));
  });
  // What moves first does not wait; the last piece of an eighth of a second may be on its way.
  expect(Math.min(upMs, downMs)).toBeGreaterThan(700);
  expect((await tell(bob, '/limit')).sentence).toBe('Transfers take at most 256 KiB/s in each direction.');
  expect((await tell(bob, '/limit off')).sentence).toBe('Transfers go as fast as they can.');
  for (const wrong of ['1k', '-1', 'fast', '1e9', '0'])
    expect(await submit(bob.client, `/limit ${wrong}`)).toMatchObject({kind: 'refused', code: 'command-usage'});
});
