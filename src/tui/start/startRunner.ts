/** Runs the start machine: keeps its state, runs its effects, and feeds their results back. */
import {UnknownServer} from '../../client/line/secure.ts';
import {ChatError} from '../../shared/errors.ts';
import {advance, begin} from './startMachine.ts';
import type {StartPorts, StartResult} from './startPorts.ts';
import type {Start, StartEffect, StartEvent, StartStep} from './startState.ts';

export interface StartRunner {
  get: () => Start;
  subscribe: (listener: () => void) => () => void;
  send: (event: StartEvent) => void;
}

interface Endings {
  onEnd: (result: StartResult) => void;
  /** Called for an error that is a bug. */
  onBug: (error: unknown) => void;
}

export function runStart(ports: StartPorts, {onEnd, onBug}: Endings): StartRunner {
  const listeners = new Set<() => void>();
  const facts = {suggestedName: ports.suggestedName, fixedUser: ports.fixedUser, sshKeys: ports.sshKeys};
  let ticket = 1;

  const {fixedServer, firstSentence, isStep} = ports;
  const first = begin({fixedServer, firstSentence, isStep});
  let {start} = first;
  perform(first);

  function send(event: StartEvent): void {
    ticket++;
    take(advance(start, event, {...facts, ticket}));
  }

  function take(step: StartStep): void {
    start = step.start;
    for (const listener of listeners) listener();
    perform(step);
    if (isStep === true && start.screen === 'menu') onEnd({kind: 'quit'});
  }

  function perform({effects = []}: StartStep): void {
    for (const effect of effects) {
      if (effect.type === 'end') onEnd(effect.result);
      else answerTo(effect, ports).then(answer => answer && send(answer), onBug);
    }
  }

  return {
    get: () => start,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
  };
}

type Asked = Exclude<StartEffect, {type: 'end'}>;

/** Expected errors become events; a bug rejects. */
async function answerTo(effect: Asked, ports: StartPorts): Promise<StartEvent | undefined> {
  try {
    return await ask(effect, ports);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    if (error instanceof UnknownServer && effect.type === 'connect')
      return {type: 'keyShown', ticket: effect.ticket, place: error.address, fingerprint: error.fingerprint};
    const sentence = error.message;
    if (effect.type === 'discard') return undefined;
    if (effect.type === 'save') return {type: 'saveFailed', sentence};
    if (effect.type === 'host' || effect.type === 'look' || effect.type === 'connect') {
      return {type: 'connectFailed', ticket: effect.ticket, sentence};
    }
    if (effect.type === 'factor') return {type: 'factorAnswered', answer: {type: 'failed', code: error.code, sentence}};
    return {type: 'signInFailed', code: error.code, sentence};
  }
}

async function ask(effect: Asked, ports: StartPorts): Promise<StartEvent | undefined> {
  switch (effect.type) {
    case 'host':
      return {type: 'hosted', ticket: effect.ticket, serverUrl: await ports.startEmbedded()};
    case 'look':
      return {type: 'looked', ticket: effect.ticket, places: await ports.lookNearby()};
    case 'connect':
      return {
        type: 'connected',
        ticket: effect.ticket,
        connected: await ports.connect(effect.address, effect.fingerprint),
      };
    case 'register':
    case 'login': {
      const {connected, name, password, code} = effect;
      await ports[effect.type](connected, {name, password, ...(code !== undefined && {code})});
      return {type: 'signedIn'};
    }
    case 'ssh': {
      const {type: _type, connected, ...account} = effect;
      await ports.loginBySsh(connected, account);
      return {type: 'signedIn'};
    }
    case 'factor':
      return {type: 'factorAnswered', answer: await ports.factor(effect.connected, effect.name, effect.effect)};
    case 'save':
      return {type: 'saved', outcome: await ports.saveToken(effect.connected, effect.choice)};
    case 'discard':
      await ports.discard(effect.connected);
      return undefined;
  }
}
