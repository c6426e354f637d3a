/** The protocol's documentation is enough to write a client: its Python example, as it stands there, chats with a real server. */
import {spawn, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {world} from '../support/world.ts';

const PYTHON = '/usr/bin/python3';
const isHere = spawnSync(PYTHON, ['-c', 'import socketio, websocket']).status === 0;
if (!isHere) {
  process.stderr.write(
    'A client in another language is not tested here. Install: apt-get install python3-socketio python3-websocket\n',
  );
}

(isHere ? describe : describe.skip)('a client in another language', () => {
  test('logs in and sends a message by the Python example of docs/protocol.md', async () => {
    const example = /```python\n([^]*?)```/.exec(readFileSync('docs/protocol.md', 'utf8'))?.[1] ?? '';
    const {url, person} = await world();
    const ann = await person('ann');
    const child = spawn(PYTHON, ['-c', `${example}\nclient.disconnect()`, url, 'python', 'a long password']);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString()));
    const code = await new Promise(resolve => child.on('close', resolve));
    expect({code, output}).toMatchObject({code: 0, output: expect.stringMatching(/True\n[^]*seq \d+/)});
    const {entries} = await ann.request('entryList', {roomId: 1});
    expect(entries.at(-1)).toMatchObject({kind: 'message', sender: 'python', text: 'Hello'});
  });
});
