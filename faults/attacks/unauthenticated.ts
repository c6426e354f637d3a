/** The list of attacks without a login; on Linux all of 127/8 is this machine, so attackers choose their addresses. */
import {
  frame,
  rawLine,
  rawSocketIo,
  rawWebSocket,
  upgradeRequest,
  type RawLine,
} from '../../__tests__/support/hostile/hostileWire.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {again, atRate, quietly, untilOver, type Attack, type Scene} from '../people/attack.ts';
import {nextTurn, pause} from '../waiting.ts';
import {resetSocket} from '../../__tests__/support/hostile/resetSocket.ts';

/** A second, each. */
const CONNECTS = 200;
const UPGRADES = 200;
const WRONG_TOKENS = 50;
const HALF_REQUESTS = 1_000;
const NETWORKS = 20;
/** Of one network, more than it may have. */
const SILENT = 150;
const ASKERS = 4;
const ASKED = 1_000;

const AUTH = {protocolVersion: PROTOCOL_VERSION, programVersion: 'raw', deviceName: 'raw'};
const CONNECT = `40${JSON.stringify(AUTH)}`;
const placeOf = (net: number, index: number) => `127.${net}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;
const reset = (line: RawLine) => resetSocket(line.socket);
const times = (text: string, word: string) => text.split(word).length - 1;

/** Two of them in one write, sometimes hundreds, sometimes cut at once. */
export const doubleConnects: Attack = scene =>
  atRate(scene, CONNECTS * scene.share, async index => {
    const line = await rawWebSocket(scene.url, {}, placeOf(11, index));
    const packets = Array.from({length: index % 50 === 0 ? 300 : 2}, () => frame(CONNECT));
    line.write(Buffer.concat(packets));
    if (index % 2 === 0) await nextTurn();
    else await line.closed(5_000);
    reset(line);
    scene.count('doubled');
    if (times(line.received(), '40{"sid"') > 1) scene.count('doubled and admitted twice');
  });

const FOREIGN: readonly ((url: string) => string)[] = [
  url => upgradeRequest(url, {path: '/x'}),
  url => upgradeRequest(url, {path: '/files/'}),
  url => upgradeRequest(url, {path: '/', headers: {Upgrade: 'h2c', Connection: 'Upgrade, HTTP2-Settings'}}),
  () => 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n',
  url => upgradeRequest(url, {path: '/socket.io/?EIO=4&transport=polling'}),
  url => upgradeRequest(url, {path: '/socket.io/?EIO=4&transport=websocket&sid=x'}),
];

export const foreignUpgrades: Attack = scene =>
  atRate(scene, UPGRADES * scene.share, async index => {
    const line = await rawLine(scene.url, placeOf(12, index));
    line.write(FOREIGN[index % FOREIGN.length]!(scene.url));
    if (index % 3 === 0) await nextTurn();
    if (index % 3 === 1) await pause(index % 20);
    reset(line);
    scene.count('upgraded elsewhere');
  });

const HALVES = [
  '',
  'GET',
  'GET / HTTP/1.1\r\nHost: x\r\n',
  'POST /files/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx',
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n',
];

/** Held open; whoever is cut comes again. */
export const halfRequests: Attack = async scene => {
  const holdOne = (index: number) =>
    again(scene, async () => {
      const line = await rawLine(scene.url, placeOf(13, index));
      line.write(HALVES[index % HALVES.length]!);
      const startedMs = performance.now();
      await Promise.race([line.closed(0), untilOver(scene)]);
      const heldMs = performance.now() - startedMs;
      scene.peak('most seconds a half request was open', heldMs / 1_000);
      reset(line);
    });
  const count = Math.ceil(HALF_REQUESTS * scene.share);
  scene.count('half requests', count);
  await Promise.all(Array.from({length: count}, (_, index) => holdOne(index)));
};

/** WebSockets that say who they are not, and no more. */
export const silentConnections: Attack = async scene => {
  const perNetwork = Array.from({length: NETWORKS}, () => 0);
  const holdOne = (network: number) =>
    again(scene, async () => {
      const line = await rawWebSocket(scene.url, {}, `127.14.${network}.1`);
      line.write(frame(CONNECT));
      await Promise.race([line.until(/40\{"sid"|44\{/), line.closed(0)]);
      const isIn = line.received().includes('40{"sid"');
      if (isIn) perNetwork[network]!++;
      scene.count(isIn ? 'silent let in' : 'silent refused');
      scene.peak('most without login of one address', perNetwork[network]!);
      // Who was refused comes again, but not at once.
      await Promise.race([line.closed(0), isIn ? untilOver(scene) : pause(2_000)]);
      if (isIn) perNetwork[network]!--;
      reset(line);
    });
  const networks = Math.max(1, Math.round(NETWORKS * scene.share));
  const all = Array.from({length: networks * SILENT}, (_, index) => holdOne(index % networks));
  await Promise.all(all);
};

const WRITES = {
  ping: (id: number) => `42${id}["ping",{}]`,
  serverShow: (id: number) => `42${id}["serverShow",{}]`,
  unknown: (id: number) => `42${id}["nothing",{"x":[1,2,3]}]`,
  long: (id: number) => `42${id}["messageSend",{"roomId":1,"kind":"message","text":"${'x'.repeat(2_000)}"}]`,
} as const;

/** Four connections, each a thousand requests in one write, the next when they are answered. */
export const requestsBeforeLogin: Attack = async scene => {
  const startedMs = performance.now();
  const kinds = Object.values(WRITES);
  const writes = kinds.map(kind => Buffer.concat(Array.from({length: ASKED}, (_, id) => frame(kind(id)))));
  const askers = Array.from({length: ASKERS}, (_, asker) => askOn(scene, {asker, write: writes[asker % 4]!}));
  const served = await Promise.all(askers);
  const windows = Math.ceil((performance.now() - startedMs) / 10_000) + 1;
  scene.peak('most requests of one address served in 10 s', Math.max(...served) / windows);
};

async function askOn(scene: Scene, {asker, write}: {asker: number; write: Buffer}): Promise<number> {
  let served = 0;
  await again(scene, async () => {
    const line = await rawSocketIo(scene.url, AUTH, `127.15.${asker}.1`);
    // What was received is not kept: it is much.
    line.socket.removeAllListeners('data');
    const [answers, right, pings] = [counter('"ok":'), counter('"ok":true'), counter('\u0081\u00012')];
    let answered = 0;
    line.socket.on('data', (text: string) => {
      answered += answers(text);
      served += right(text);
      if (pings(text) > 0) line.write(frame('3'));
    });
    for (let asked = 0; !scene.isOver() && line.isOpen;) {
      line.write(write);
      asked += ASKED;
      scene.count('requests before login', ASKED);
      while (!scene.isOver() && line.isOpen && answered < asked) await pause(5);
    }
    reset(line);
  });
  return served;
}

/** How often the word comes in a text that arrives in pieces. */
function counter(word: string): (text: string) => number {
  let tail = '';
  return text => {
    const whole = tail + text;
    tail = whole.slice(-(word.length - 1));
    return times(whole, word);
  };
}

export const wrongTokens: Attack = scene =>
  atRate(scene, WRONG_TOKENS * scene.share, async index => {
    const line = await rawWebSocket(scene.url, {}, placeOf(16, index % 10));
    line.write(frame(`40${JSON.stringify({...AUTH, token: `ct_${'x'.repeat(30)}${index}`})}`));
    await quietly(() => line.until(/4[04]\{/));
    scene.count('wrong tokens');
    if (line.received().includes('40{"sid"')) scene.count('wrong tokens let in');
    reset(line);
  });
