/** Implements the ports of the start screen: connects, logs in, and stores the login. */
import {hasCapability} from '../../../client/core/serverCan.ts';
import {userInfo} from 'node:os';
import * as session from '../../../client/actions/account/session.ts';
import type {Client} from '../../../client/client.ts';
import {nearbyPlaces} from '../../../client/wording/rows/nearbyWords.ts';
import {untilStatus} from '../../../client/log/waiting.ts';
import {checkAccountName} from '../../../server/door/names/accountNames.ts';
import {addressOf, parseAddress} from '../../../shared/address.ts';
import {ChatError, sentenceOf} from '../../../shared/errors.ts';
import {runFactor} from '../../../tui/factor/run.ts';
import type {Connected, StartPorts} from '../../../tui/start/startPorts.ts';
import {ensureServer} from '../../serving/embedded.ts';
import {findOwnerCode} from '../../secrets/ownerCode.ts';
import {keepLogin} from '../../account/logins.ts';
import {readRemembered} from '../../settings/remembered.ts';
import {openClientFor} from '../../account/session.ts';
import type {Shell} from '../../shell.ts';
import {findSshSource, openSigners, sshSourceName} from '../../signIn/sshSigners.ts';
import {asTrouble} from '../../ending/trouble.ts';

/** Search time; nearly all servers answer within a tenth of it. */
const NEARBY_MS = 1_500;

interface Fixed {
  /** Address as typed. */
  fixedServer: string | undefined;
  fixedUser: string | undefined;
  firstSentence: string;
}

export async function startPortsFor(shell: Shell, {fixedServer, fixedUser, firstSentence}: Fixed): Promise<StartPorts> {
  const lastName = fixedServer === undefined ? undefined : lastNameOn(shell, fixedServer);
  const source = await findSshSource(shell);
  return {
    ...startPorts(shell),
    suggestedName: lastName ?? suggestedName(),
    firstSentence,
    ...(source !== undefined && {sshKeys: sshSourceName(source)}),
    ...(fixedServer !== undefined && {fixedServer}),
    ...(fixedUser !== undefined && {fixedUser}),
  };
}

/** Login name used last on that server; an invalid address is reported by the forms. */
function lastNameOn({paths}: Shell, address: string): string | undefined {
  try {
    return readRemembered(paths).userByServer[parseAddress(address).serverUrl];
  } catch {
    return undefined;
  }
}

function startPorts(
  shell: Shell,
): Pick<
  StartPorts,
  'startEmbedded' | 'lookNearby' | 'connect' | 'register' | 'login' | 'loginBySsh' | 'factor' | 'saveToken' | 'discard'
> {
  const grants = new WeakMap<Client, {name: string; token: string}>();
  return {
    async startEmbedded() {
      try {
        return (await ensureServer(shell)).url;
      } catch (error) {
        throw asTrouble(error) ?? error;
      }
    },
    async lookNearby() {
      const {look} = await import('../../../shared/nearby/looking.ts');
      return nearbyPlaces(await look({forMs: NEARBY_MS}));
    },
    async connect(address, trusted): Promise<Connected> {
      const {serverUrl, inviteCode, ownerCode, resetCode, fingerprint = trusted} = parseAddress(address);
      const client = await openClientFor(shell, {serverUrl, fingerprint}, true);
      try {
        await untilStatus(client, 'anonymous');
        const facts = await client.request('serverShow', {});
        const shown = addressOf(serverUrl);
        const proof = facts.hasOwner ? undefined : (ownerCode ?? (await findOwnerCode(shell, serverUrl)));
        return {
          client,
          facts,
          serverUrl: shown,
          ...(proof === undefined && inviteCode !== undefined && (await invitationOf(client, facts, inviteCode))),
          ...(proof !== undefined && {ownerCode: proof}),
          ...(resetCode !== undefined && (await resetOf(client, facts, resetCode))),
        };
      } catch (error) {
        await client.close();
        throw error;
      }
    },
    async register({client, inviteCode, ownerCode, reset}, account) {
      if (reset !== undefined) {
        const {resetCode} = reset;
        const {password, code} = account;
        return void grants.set(client, await session.resetPassword(client, {resetCode, password, code}));
      }
      const {name, password} = account;
      const codes = {...(inviteCode !== undefined && {inviteCode}), ...(ownerCode !== undefined && {ownerCode})};
      grants.set(client, await session.register(client, {name, password, ...codes}));
    },
    async login({client}, account) {
      grants.set(client, await session.login(client, account));
    },
    async loginBySsh({client}, {passphrase, ...account}) {
      const signers = await openSigners(await findSshSource(shell), passphrase);
      grants.set(client, await session.loginBySsh(client, {...account, signers}));
    },
    async factor({client}, name, effect) {
      await session.connectAnonymously(client);
      return runFactor(client, name, effect);
    },
    saveToken({client}, choice) {
      const grant = grants.get(client);
      if (grant === undefined) throw new Error('no login to keep');
      return keepLogin(shell, {serverUrl: client.options.serverUrl, ...grant}, choice);
    },
    discard: ({client}) => client.close(),
  };
}

async function resetOf(
  client: Client,
  facts: Connected['facts'],
  resetCode: string,
): Promise<Pick<Connected, 'reset' | 'whyNoInvitation'>> {
  if (!hasCapability(facts, 'resets')) return {whyNoInvitation: sentenceOf('server-too-old', '')};
  try {
    return {reset: {resetCode, ...(await client.request('passwordResetShow', {resetCode}))}};
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'reset-over') throw error;
    return {whyNoInvitation: error.message};
  }
}

type Invited = Pick<Connected, 'inviteCode' | 'invitation' | 'whyNoInvitation'>;

/** Checked before the user fills in a form in vain. */
async function invitationOf(client: Client, facts: Connected['facts'], inviteCode: string): Promise<Invited> {
  if (!hasCapability(facts, 'invitations')) return {inviteCode};
  try {
    return {inviteCode, invitation: await client.request('invitationShow', {inviteCode})};
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return error.code === 'invitation-over' ? {whyNoInvitation: error.message} : {inviteCode};
  }
}

/** The system's user name if it is valid as a login name; `root`, for example, is reserved. */
function suggestedName(): string {
  try {
    const name = userInfo().username.toLowerCase();
    checkAccountName(name);
    return name;
  } catch {
    return '';
  }
}
