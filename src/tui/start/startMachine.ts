/** Pure state machine from the first screen to a logged-in client: state and event in, next state and effects out. */
import {
  accountFormFor,
  enterAccount,
  moveFocus,
  offersSsh,
  refused,
  switchMode,
  switchToSsh,
  toFirstKey,
} from './startAccount.ts';
import {beginFactor, onStartFactorAnswer, onStartFactorKey} from './startFactor.ts';
import {
  cleanField,
  MENU,
  STORES,
  TRUSTS,
  type AccountForm,
  type AddressForm,
  type Connecting,
  type Ended,
  type Menu,
  type Start,
  type StartEvent,
  type StartFacts,
  type StartStep,
  type StoreQuestion,
  type TrustQuestion,
} from './startState.ts';
import {lookNearby, onLooked, onNearbyKey, type NearbyMoves} from './startNearby.ts';

type KeysOf<Screen> = (start: Screen, chord: string, ticket: number, facts: StartFacts) => StartStep;

interface StartBeginning {
  fixedServer?: string | undefined;
  firstSentence?: string | undefined;
  isStep?: boolean | undefined;
}

const FIRST_TICKET = 1;

export function begin({fixedServer, firstSentence = '', isStep = false}: StartBeginning): StartStep {
  if (fixedServer === undefined && isStep) return {start: {screen: 'address', address: '', sentence: firstSentence}};
  if (fixedServer === undefined) return {start: {screen: 'menu', chosen: 0, sentence: firstSentence}};
  return connectTo(fixedServer, FIRST_TICKET, firstSentence);
}

/** @param ticket new number for a connection that this step may start */
export function advance(start: Start, event: StartEvent, facts: StartFacts & {ticket: number}): StartStep {
  if (event.type === 'key') return onKey(start, event.chord, facts);
  if (event.type === 'factorKey') return start.screen === 'factor' ? onStartFactorKey(start, event.key) : {start};
  if (event.type === 'typed') return {start: onTyped(start, event)};
  return onAnswer(start, event, facts);
}

function onKey(start: Start, chord: string, facts: StartFacts & {ticket: number}): StartStep {
  if (chord === 'ctrl+c') return quit(start);
  return (KEYS[start.screen] as KeysOf<Start>)(start, chord, facts.ticket, facts);
}

function quit(start: Start): StartStep {
  const end = {type: 'end', result: {kind: 'quit'}} as const;
  const connected =
    start.screen === 'factor' ? start.form.connected : 'connected' in start ? start.connected : undefined;
  const left = connected === undefined ? [] : [{type: 'discard', connected} as const];
  return {start: {screen: 'ended'}, effects: [...left, end]};
}

const menu = (sentence = '', chosen = 0): Menu => ({screen: 'menu', chosen, sentence});

function connectTo(address: string, ticket: number, sentence = ''): StartStep {
  return {start: {screen: 'connecting', address, ticket, sentence}, effects: [{type: 'connect', address, ticket}]};
}

const KEYS: {[Screen in Start['screen']]: KeysOf<Extract<Start, {screen: Screen}>>} = {
  menu: onMenuKey,
  nearby: (start, chord, ticket) => onNearbyKey(start, chord, stepOf(chord), nearbyMoves(ticket)),
  address: onAddressKey,
  connecting: onConnectingKey,
  trust: onTrustKey,
  account: onAccountKey,
  factor: start => ({start}),
  store: onStoreKey,
  ended: (start: Ended) => ({start}),
};

const STEPS: Readonly<Record<string, 1 | -1>> = {up: -1, down: 1, tab: 1, 'shift+tab': -1, 'ctrl+p': -1, 'ctrl+n': 1};

const stepOf = (chord: string): 1 | -1 | undefined => STEPS[chord] ?? {j: 1 as const, k: -1 as const}[chord];

const nearbyMoves = (ticket: number): NearbyMoves => ({
  back: sentence => menu(sentence, 2),
  connectTo: address => connectTo(address, ticket),
});

const moved = (chosen: number, step: number, count: number) => (chosen + step + count) % count;

function onMenuKey(start: Menu, chord: string, ticket: number): StartStep {
  const step = stepOf(chord);
  if (step !== undefined) return {start: {...start, chosen: moved(start.chosen, step, MENU.length)}};
  const direct = MENU.findIndex(({name}) => name.startsWith(chord) && chord.length === 1);
  const chosen = chord === 'enter' ? start.chosen : direct;
  const name = MENU[chosen]?.name;
  if (name === 'quit') return quit(start);
  if (name === 'nearby') return lookNearby(ticket);
  if (name === 'join') return {start: {screen: 'address', address: '', sentence: ''}};
  if (name === 'host') return {start: {screen: 'connecting', ticket, sentence: ''}, effects: [{type: 'host', ticket}]};
  return {start};
}

function onAddressKey(start: AddressForm, chord: string, ticket: number): StartStep {
  if (chord === 'escape') return {start: menu('', 1)};
  if (chord === 'ctrl+u') return {start: {...start, address: ''}};
  if (chord !== 'enter') return {start};
  const address = start.address.trim();
  if (address === '') return {start: {...start, sentence: 'Type an address: HOST, HOST:PORT, or a join link.'}};
  return connectTo(address, ticket);
}

function onConnectingKey(start: Connecting, chord: string): StartStep {
  if (chord !== 'escape') return {start};
  const {address} = start;
  return {start: address === undefined ? menu() : {screen: 'address', address, sentence: ''}};
}

function onTrustKey(start: TrustQuestion, chord: string, ticket: number): StartStep {
  const step = stepOf(chord);
  if (step !== undefined) return {start: {...start, chosen: moved(start.chosen, step, TRUSTS.length)}};
  const {address, fingerprint} = start;
  const isTrusted = chord === 'escape' ? false : chord === 'enter' ? TRUSTS[start.chosen]?.isTrusted : undefined;
  if (isTrusted === undefined) return {start};
  if (!isTrusted) return {start: {screen: 'address', address, sentence: ''}};
  return {
    start: {screen: 'connecting', address, ticket, sentence: ''},
    effects: [{type: 'connect', address, ticket, fingerprint}],
  };
}

function onAccountKey(form: AccountForm, chord: string, _ticket: number, {sshKeys}: StartFacts): StartStep {
  if (form.isWaiting) return {start: form};
  if (chord === 'escape') return {start: menu(), effects: [{type: 'discard', connected: form.connected}]};
  if (chord === 'enter') return enterAccount(form);
  if (chord === 'ctrl+r') return {start: switchMode(form)};
  if (chord === 'ctrl+k') return {start: switchToSsh(form, sshKeys)};
  if (chord === 'ctrl+u' || chord === 'ctrl+w') {
    return {start: form.focused === 'name' && form.isNameFixed ? form : {...form, [form.focused]: '', sentence: ''}};
  }
  const step = STEPS[chord];
  return {start: step === undefined ? form : moveFocus(form, step)};
}

function onStoreKey(start: StoreQuestion, chord: string): StartStep {
  if (start.isWaiting) return {start};
  const step = STEPS[chord];
  if (step !== undefined) return {start: {...start, chosen: moved(start.chosen, step, STORES.length)}};
  // Esc is no decision: the login is not stored.
  const choice = chord === 'escape' ? 'memory' : chord === 'enter' ? STORES[start.chosen]?.choice : undefined;
  if (choice === undefined) return {start};
  const {connected} = start;
  return {start: {...start, sentence: '', isWaiting: true}, effects: [{type: 'save', connected, choice}]};
}

function onTyped(start: Start, {field, value}: Extract<StartEvent, {type: 'typed'}>): Start {
  const clean = cleanField(value);
  if (start.screen === 'address' && field === 'address') return {...start, address: clean, sentence: ''};
  if (start.screen !== 'account' || start.isWaiting || field === 'address') return start;
  return field === 'name' && start.isNameFixed ? start : {...start, [field]: clean, sentence: ''};
}

type Answer = Exclude<StartEvent, {type: 'key' | 'factorKey' | 'typed'}>;

function onAnswer(start: Start, event: Answer, facts: StartFacts): StartStep {
  switch (event.type) {
    case 'hosted':
      if (!isAwaited(start, event.ticket)) return {start};
      return {start, effects: [{type: 'connect', address: event.serverUrl, ticket: event.ticket}]};
    case 'looked':
      return {start: onLooked(start, event, nearbyMoves(event.ticket))};
    case 'connected':
      if (isAwaited(start, event.ticket)) {
        const form = accountFormFor(event.connected, facts);
        return {start: start.sentence === '' ? form : {...form, sentence: start.sentence}};
      }
      return {start, effects: [{type: 'discard', connected: event.connected}]};
    case 'keyShown': {
      if (!isAwaited(start, event.ticket) || start.address === undefined) return {start};
      const {place, fingerprint} = event;
      return {start: {screen: 'trust', address: start.address, place, fingerprint, chosen: 0}};
    }
    case 'connectFailed':
      if (start.screen === 'nearby' && start.ticket === event.ticket) return {start: menu(event.sentence, 2)};
      return {start: isAwaited(start, event.ticket) ? notConnected(start, event.sentence) : start};
    case 'signedIn':
      if (start.screen !== 'account') return {start};
      return {start, effects: [{type: 'save', connected: start.connected}]};
    case 'signInFailed':
      if (start.screen !== 'account') return {start};
      if (event.code === 'second-factor-missing' && start.password !== '')
        return beginFactor({...start, isWaiting: false});
      if (
        event.code === 'ssh-key-missing' &&
        start.mode !== 'ssh' &&
        start.password !== '' &&
        offersSsh(start, facts.sshKeys)
      )
        return {start: toFirstKey(start)};
      return {start: refused(start, event.code, event.sentence)};
    case 'factorAnswered':
      return start.screen === 'factor' ? onStartFactorAnswer(start, event.answer) : {start};
    case 'saved':
      return onSaved(start, event.outcome);
    case 'saveFailed':
      return {start: askWhere(start, event.sentence)};
  }
}

const isAwaited = (start: Start, ticket: number): start is Connecting =>
  start.screen === 'connecting' && start.ticket === ticket;

function notConnected({address}: Connecting, sentence: string): Start {
  return address === undefined ? menu(sentence) : {screen: 'address', address, sentence};
}

function onSaved(start: Start, outcome: 'saved' | 'needs-choice'): StartStep {
  if (start.screen !== 'account' && start.screen !== 'store') return {start};
  if (outcome === 'needs-choice') return {start: askWhere(start, '')};
  const {client} = start.connected;
  return {start: {screen: 'ended'}, effects: [{type: 'end', result: {kind: 'loggedIn', client}}]};
}

/** If the login cannot be stored, it continues without. */
function askWhere(start: Start, sentence: string): Start {
  if (start.screen !== 'account' && start.screen !== 'store') return start;
  return {screen: 'store', connected: start.connected, chosen: 0, sentence, isWaiting: false};
}
