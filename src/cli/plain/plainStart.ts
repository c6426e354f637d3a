/** Sign-in of plain mode: asks for server, account and where to keep the login, line by line. */
import {loginOf} from '../../shared/words/typedName.ts';
import {UnknownServer} from '../../client/line/secure.ts';
import {NAME_PATTERN} from '../../shared/access/loginName.ts';
import {showFingerprint} from '../../shared/access/fingerprint.ts';
import {NO_SERVER_NEARBY} from '../../client/wording/rows/nearbyWords.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import type {Client} from '../../client/client.ts';
import type {Connected, StartPorts} from '../../tui/start/startPorts.ts';
import {whyNoRegistration} from '../../tui/start/startAccount.ts';
import {askTwice} from '../secrets/password.ts';
import type {TypedLines} from './typedLines.ts';

interface PlainStart {
  ports: Pick<
    StartPorts,
    | 'startEmbedded'
    | 'lookNearby'
    | 'connect'
    | 'register'
    | 'login'
    | 'saveToken'
    | 'discard'
    | 'fixedServer'
    | 'fixedUser'
  > & {suggestedName: string};
  lines: TypedLines;
  print: (this: void, line: string) => void;
}

/** Asks until a login succeeds. @throws interrupted at the end of input; ChatError if nothing can be asked */
export async function signInPlainly(start: PlainStart): Promise<Client> {
  const {print} = start;
  const connected = await connect(start);
  print(`This is the server ${display(connected.serverUrl, 'line')}.`);
  if (connected.whyNoInvitation !== undefined) print(`Problem: ${display(connected.whyNoInvitation, 'line')}`);
  let mayBeKnown = connected.ownerCode === undefined;
  for (;;) {
    try {
      await enter(start, connected, mayBeKnown);
      break;
    } catch (error) {
      // The name is taken, so from now on ask whether the user has an account; a server may have accounts before it has an owner.
      if (error instanceof ChatError && error.code === 'name-taken') mayBeKnown = true;
      await tellOrThrow(start, error, connected);
    }
  }
  await keep(start, connected);
  print(`You are logged in as ${connected.client.getState().me?.name ?? ''}.`);
  return connected.client;
}

async function tellOrThrow({ports, print}: PlainStart, error: unknown, connected?: Connected): Promise<void> {
  const isOver = !(error instanceof ChatError) || error.code === 'interrupted';
  if (isOver && connected !== undefined) await ports.discard(connected);
  if (isOver) throw error;
  print(`Problem: ${display(error.message, 'line')}`);
}

async function connect(start: PlainStart): Promise<Connected> {
  const {ports, lines, print} = start;
  // A server given on the command line is tried only once; then the user is asked, as they may want another one.
  let wanted = ports.fixedServer;
  for (;;) {
    const typed =
      wanted ??
      (await lines.ask(
        'Which server? An address or a join link; ? looks for servers on this network; an empty line is a chat on this machine.',
      ));
    wanted = undefined;
    try {
      if (typed === '?') {
        await printNearby(start);
        continue;
      }
      const address = typed === '' ? await ports.startEmbedded() : typed;
      return await ports.connect(address).catch(async (error: unknown) => {
        if (!(error instanceof UnknownServer)) throw error;
        print(
          `No authority vouches for ${display(error.address, 'line')}. Its key is ${showFingerprint(error.fingerprint)}.`,
        );
        const isRight = await askYesNo(lines, 'Is that the right one?');
        if (!isRight) throw error;
        return ports.connect(address, error.fingerprint);
      });
    } catch (error) {
      await tellOrThrow(start, error);
    }
  }
}

async function printNearby({ports, print}: PlainStart): Promise<void> {
  const places = await ports.lookNearby();
  if (places.length === 0) print(NO_SERVER_NEARBY);
  for (const {address, label, note} of places) print(`${label}, ${note}: ${address}`);
}

/** @param mayBeKnown whether to ask if the user has an account there */
async function enter({ports, lines, print}: PlainStart, connected: Connected, mayBeKnown: boolean): Promise<void> {
  const {facts, reset, inviteCode, ownerCode} = connected;
  if (ownerCode !== undefined) print('The server has no owner yet: an account that you make here now owns it.');
  const refusal = whyNoRegistration(connected);
  const isLikely = refusal !== undefined || (facts.hasOwner && inviteCode === undefined);
  const hasAccount =
    reset === undefined && mayBeKnown && (await askYesNo(lines, 'Do you have an account there?', isLikely));
  if (!hasAccount && refusal !== undefined) throw new ChatError(refusal);
  const name = reset?.name ?? ports.fixedUser ?? (await askName({ports, lines, print}));
  if (hasAccount) {
    const password = await lines.askHidden('Password:');
    return withCode(lines, code => ports.login(connected, {name, password, ...code}));
  }
  const password = await askTwice(question => lines.askHidden(question), `New password for ${name}:`);
  return withCode(lines, code => ports.register(connected, {name, password, ...code}));
}

async function askName({ports, lines}: PlainStart): Promise<string> {
  const {suggestedName} = ports;
  const hint = suggestedName === '' ? '' : `; an empty line is ${suggestedName}`;
  const name = loginOf(await lines.ask(`Login name${hint}:`)) || suggestedName;
  if (!NAME_PATTERN.test(name)) throw new ChatError('name-invalid');
  return name;
}

async function withCode(lines: TypedLines, ask: (code: {code?: string}) => Promise<void>): Promise<void> {
  try {
    return await ask({});
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'second-factor-needed') throw error;
    return ask({code: await lines.ask('Code of the second factor:')});
  }
}

async function keep({ports, lines, print}: PlainStart, connected: Connected): Promise<void> {
  try {
    if ((await ports.saveToken(connected)) !== 'needs-choice') return;
    const isInFile = await askYesNo(
      lines,
      'There is no keychain here. Keep the login in a file that only you can read?',
    );
    await ports.saveToken(connected, isInFile ? 'file' : 'memory');
  } catch (error) {
    if (!(error instanceof ChatError) || error.code === 'interrupted') throw error;
    print(`Problem: ${display(error.message, 'line')} You are logged in until you quit.`);
  }
}

async function askYesNo(lines: TypedLines, question: string, standard = true): Promise<boolean> {
  const answer = await lines.ask(`${question} Yes or no; an empty line is ${standard ? 'yes' : 'no'}.`);
  return answer === '' ? standard : /^y/i.test(answer);
}
