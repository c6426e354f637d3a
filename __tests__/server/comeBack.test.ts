/** Libraries of other people come back by themselves after a restart in order, and stay away when they are sent away. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {spawn, spawnSync} from 'node:child_process';
import {createInterface} from 'node:readline';
import {io, type Socket} from 'socket.io-client';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {within} from '../support/suite/deadline.ts';
import {account, cleanUp, onCleanUp, passwordOf, person, serve, temporaryFolder} from '../support/program.ts';

afterEach(cleanUp);

const tokenOf = async (url: string, name: string): Promise<string> => {
  const args = ['login', '--server', url, '--user', name, '--store', 'memory', '--password-stdin'];
  return (await person().call(args, {stdin: passwordOf(name)})).stdout.trim();
};

/** As the library comes, besides shorter waits. */
function stockClient(url: string, token: string): Socket {
  const auth = {protocolVersion: PROTOCOL_VERSION, programVersion: 'stock', token};
  const waits = {reconnectionDelay: 50, reconnectionDelayMax: 100};
  const socket = io(url, {transports: ['websocket'], forceNew: true, auth, ...waits});
  onCleanUp(() => void socket.disconnect());
  return socket;
}

const once = (socket: Socket, event: string) =>
  within(event, new Promise<unknown>(resolve => socket.once(event, resolve)));

describe('a stock client', () => {
  test('of JavaScript comes back after a restart in order, and not after a kick', async () => {
    const data = temporaryFolder();
    const owner = person();
    const first = await serve(owner, ['--data', data]);
    const alice = await account(first, 'alice');
    await account(first, 'bob');
    const bob = stockClient(first.url, await tokenOf(first.url, 'bob'));
    await once(bob, 'connect');
    const gone = once(bob, 'disconnect');
    await first.stop();
    expect(await gone).toBe('transport close');
    const back = once(bob, 'connect');
    const second = owner.start(['serve', '--data', data, '--port', new URL(first.url).port]);
    await second.waitFor(/ready at/);
    await back;
    const answer = (await bob.timeout(5_000).emitWithAck('sessionOpen', {})) as {ok: boolean};
    expect(answer.ok).toBe(true);
    const kicked = once(bob, 'disconnect');
    expect(await alice.call(['admin', 'kick', '@bob'])).toMatchObject({code: 0});
    // The library does not come back from this by itself.
    expect(await kicked).toBe('io server disconnect');
    expect(bob.active).toBe(false);
  });

  const PYTHON = '/usr/bin/python3';
  const isHere = spawnSync(PYTHON, ['-c', 'import socketio, websocket']).status === 0;
  if (!isHere) {
    process.stderr.write(
      'A client in Python is not tested here. Install: apt-get install python3-socketio python3-websocket\n',
    );
  }

  (isHere ? describe : describe.skip)('of another language', () => {
    test('Python comes in by a name, and back after a restart in order', async () => {
      const data = temporaryFolder();
      const owner = person();
      const first = await serve(owner, ['--data', data]);
      const {port} = new URL(first.url);
      await account(first, 'bob');
      const script = `
import socketio, sys
client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.2)
@client.event
def connect():
    print("connect", flush=True)
@client.event
def disconnect():
    print("disconnect", flush=True)
auth = {"protocolVersion": ${PROTOCOL_VERSION}, "programVersion": "stock", "token": sys.argv[2]}
client.connect(sys.argv[1], transports=["websocket"], auth=auth)
sys.stdin.readline()
print(client.call("sessionOpen", {})["ok"], flush=True)
client.disconnect()
`;
      const args = ['-c', script, `http://localhost:${port}`, await tokenOf(first.url, 'bob')];
      const child = spawn(PYTHON, args, {stdio: ['pipe', 'pipe', 'inherit']});
      onCleanUp(() => void child.kill('SIGKILL'));
      const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
      const next = async (): Promise<unknown> => (await within('a line', lines.next())).value;
      expect(await next()).toBe('connect');
      await first.stop();
      expect(await next()).toBe('disconnect');
      await owner.start(['serve', '--data', data, '--port', port]).waitFor(/ready at/);
      expect(await next()).toBe('connect');
      child.stdin.end('\n');
      expect(await next()).toBe('True');
    });
  });
});
