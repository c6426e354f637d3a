/** Runs plain mode: the whole client as lines of text, for screen readers, simple terminals and logs. */
import {quit} from '../../client/actions/account/session.ts';
import {answerAddress} from '../../client/actions/people/permissions.ts';
import {leaveThread} from '../../client/actions/messages/threads.ts';
import type {Client} from '../../client/client.ts';
import {DONE, type Choice, type Outcome} from '../../client/input/command.ts';
import {openMessageLink} from '../../client/input/commands/goto.ts';
import {submit} from '../../client/input/submit.ts';
import {isOnline} from '../../client/state/selectors.ts';
import {kindOf, sentenceOf, type ErrorCode} from '../../shared/errors.ts';
import {expectedErrorOf} from '../../shared/machine/diskTrouble.ts';
import {display} from '../../shared/text/safeText.ts';
import {parseMessageLink} from '../../shared/words/messageLink.ts';
import {EXIT} from '../ending/exits.ts';
import {openInvited} from '../screening/entering/openInvited.ts';
import {clientWithLogin} from '../screening/entering/keptClient.ts';
import {findScreenServer, type ScreenServer} from '../screening/entering/screenServer.ts';
import {beginClient, leaveAccount, serverPorts} from '../screening/serverPorts.ts';
import {onSignals} from '../screening/signals.ts';
import {startPortsFor} from '../screening/entering/startPorts.ts';
import {localSettings} from '../settings/localSettings.ts';
import type {Shell} from '../shell.ts';
import {signInPlainly} from './plainStart.ts';
import {tellOutcome, type After, type Plain} from './plainOutcome.ts';
import {openPlainView} from './plainView.ts';
import {openTypedLines, type TypedLines} from './typedLines.ts';
import {unsentWords, untilSent, watchFailed} from './unsent.ts';

interface Asked {
  /** Address as typed after `join`. */
  address?: string | undefined;
  /** The token from the environment is for that server. */
  usesToken: boolean;
  /** Link to a message, to which the client jumps first. */
  link?: string | undefined;
}

/** How long to wait for unsent messages at the end of the input, in ms. */
const LAST_SENDING_MS = 10_000;
/** How long to wait for them after `/quit`, in ms, before the user is asked whether to leave. */
const JUST_TYPED_MS = 2_000;

/** @throws ChatError */
export async function runPlain(shell: Shell, {address, usesToken, link}: Asked): Promise<number> {
  let server = await findScreenServer(shell, address);
  let client = await clientWithLogin(shell, server, usesToken);
  client?.line.begin();
  if (client !== undefined) openInvited(client, server.typed);
  const lines = openTypedLines(shell);
  let place = link;
  try {
    for (;;) {
      client ??= await signIn(shell, lines, server);
      const end = await chat(shell, lines, client, place);
      place = undefined;
      if (end.kind === 'quit') {
        await quit(client, end.quitMessage);
        return end.code;
      }
      server = {serverUrl: client.options.serverUrl};
      shell.print(await leaveAccount(shell, client, end));
      client = undefined;
    }
  } catch (error) {
    await client?.close();
    throw error;
  } finally {
    lines.close();
  }
}

async function signIn(shell: Shell, lines: TypedLines, server: ScreenServer): Promise<Client> {
  const {user} = await shell.clientSettings();
  const ports = await startPortsFor(shell, {
    fixedServer: server.typed ?? server.serverUrl,
    fixedUser: user,
    firstSentence: '',
  });
  const client = await signInPlainly({ports, lines, print: line => shell.print(line)});
  beginClient(client);
  return client;
}

type End =
  | {kind: 'quit'; quitMessage: string; code: number}
  | Extract<Outcome, {kind: 'logout'}>
  | {kind: 'refused'; code: ErrorCode; detail: string};

async function chat(shell: Shell, lines: TypedLines, client: Client, link: string | undefined): Promise<End> {
  const print = (line: string) => shell.print(line);
  const over = new AbortController();
  const stopAttending = serverPorts(shell).attend(client, () => true);
  const stopSignals = onSignals(() => client.close());
  print('Plain mode. Type a message and press Enter; /help lists the commands, an empty line says where you are.');
  const view = openPlainView(client, print, shell.stdin.isTTY);
  const plain: Plain = {
    client,
    view,
    // When the login ends during a question, its caller must not consume answers meant for the next login.
    lines: lines.until(over.signal),
    settings: localSettings(shell),
    print: line => over.signal.aborted || print(line),
    failed: watchFailed(client),
  };
  const refused = new Promise<End>(resolve => {
    client.subscribe(() => {
      const {connection} = client.getState();
      if (connection.status === 'ended' && kindOf(connection.code).endsLogin === true)
        resolve({kind: 'refused', code: connection.code, detail: connection.detail});
    });
  });
  const talking = talk(plain, link);
  try {
    return await Promise.race([talking, refused]);
  } finally {
    over.abort();
    talking.catch(() => undefined);
    await view.settled();
    view.close();
    stopSignals();
    stopAttending();
  }
}

/** Handles lines one at a time. */
async function talk(plain: Plain, link: string | undefined): Promise<End> {
  const {client, lines, print, view} = plain;
  let choices: readonly Choice[] = [];
  await untilAnswered(client);
  const parsed = link === undefined ? undefined : parseMessageLink(link);
  if (parsed !== undefined) await told(plain, async () => openMessageLink(client, parsed));
  for (;;) {
    const line = await lines.next();
    if (line === undefined) return endOfInput(plain);
    const work = workOf(plain, line, choices);
    choices = [];
    const after = work === undefined ? view.tellPlace() : await told(plain, work);
    if (after === undefined) continue;
    if ('choices' in after) ({choices} = after);
    else if (after.end.kind === 'logout') return after.end;
    else {
      const end = await quitting(plain, after.end.quitMessage);
      if (end !== undefined) return end;
      print('Going on.');
    }
  }
}

/**
 * Waits until the server has answered or is known to be unreachable, and until the stored view, which decides which room is
 * entered, is read: lines piped in at once must not be handled before.
 */
async function untilAnswered(client: Client): Promise<void> {
  const isOpen = () => {
    const {connection, view} = client.getState();
    return (
      ['connecting', 'anonymous'].includes(connection.status) || (connection.status === 'online' && view === undefined)
    );
  };
  while (isOpen()) {
    await new Promise<void>(resolve => {
      const stop = client.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
}

/** @param choices of the list printed last. @returns `undefined` for an empty line */
function workOf({client}: Plain, line: string, choices: readonly Choice[]): (() => Promise<Outcome>) | undefined {
  const typed = line.trim();
  if (typed === '') return undefined;
  const choice = /^\d{1,6}$/.test(typed) ? choices.find(({number}) => number === Number(typed)) : undefined;
  if (choice !== undefined) return () => choice.take(client);
  const [asked] = client.getState().addressAsked;
  if (asked !== undefined && /^(?:y|yes|n|no)$/i.test(typed)) {
    return async () => {
      await answerAddress(client, asked, /^y/i.test(typed));
      return DONE;
    };
  }
  if (typed === '.' && client.getState().openThread !== undefined) {
    return async () => {
      leaveThread(client);
      return {kind: 'told', sentence: 'You have left the thread.'};
    };
  }
  return () => submit(client, line);
}

/** Prints expected errors; bugs are not caught. */
async function told(plain: Plain, work: () => Promise<Outcome>): Promise<After> {
  try {
    return await tellOutcome(plain, await work());
  } catch (error) {
    const met = expectedErrorOf(error);
    if (met === undefined) throw error;
    plain.print(`Problem: ${display(sentenceOf(met.code, met.detail), 'line')}`);
    return undefined;
  }
}

/** Asks before leaving something unsent. @returns `undefined` if the user stays */
async function quitting(plain: Plain, quitMessage: string): Promise<End | undefined> {
  const {client, lines, print, failed} = plain;
  if (isOnline(client.getState())) await untilSent(client, {waitMs: JUST_TYPED_MS});
  const left = unsentWords(client.getState(), failed);
  const end: End = {kind: 'quit', quitMessage, code: EXIT.done};
  if (left === undefined) return end;
  print(`Not sent yet: ${left}. Quit? Yes or no.`);
  const answer = await lines.next();
  if (answer === undefined) return endOfInput(plain);
  return /^y/i.test(answer.trim()) ? end : undefined;
}

/** Waits until everything is sent: `printf 'hello\n' | chat-tui --plain` sends a message, and files are sent completely. */
async function endOfInput({client, print, failed}: Plain): Promise<End> {
  await untilSent(client, {waitMs: LAST_SENDING_MS, isWhileMoving: true});
  const left = unsentWords(client.getState(), failed);
  if (left !== undefined) print(`Not sent: ${left}.`);
  return {kind: 'quit', quitMessage: '', code: left === undefined ? EXIT.done : EXIT.noServer};
}
