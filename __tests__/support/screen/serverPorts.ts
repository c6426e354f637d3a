/** What a window with several servers asks of the outside, played by a test: clients by address, and what was kept. */
import type {Client} from '../../../src/client/client.ts';
import type {Profile} from '../../../src/client/profiles/profile.ts';
import {parseAddress} from '../../../src/shared/address.ts';
import {sentenceOf} from '../../../src/shared/errors.ts';
import type {LogInWanted, WindowPorts} from '../../../src/tui/servers/ports.ts';
import type {StartPorts} from '../../../src/tui/start/startPorts.ts';

export interface PlayedPorts {
  ports: WindowPorts;
  /** What was kept last. */
  kept: () => readonly Profile[];
  /** Addresses whose login is over, and where the forms were opened. */
  left: string[];
  wanted: LogInWanted[];
}

/**
 * @param clientsByUrl the client that a kept login opens; where there is none, somebody has to log in and gets `loggedIn`
 */
export function playedPorts(
  clientsByUrl: ReadonlyMap<string, () => Promise<Client>>,
  loggedIn?: () => Promise<Client>,
): PlayedPorts {
  let kept: readonly Profile[] = [];
  const left: string[] = [];
  const wanted: LogInWanted[] = [];
  const ports: WindowPorts = {
    open: async ({serverUrl}) => clientsByUrl.get(serverUrl)?.(),
    read: address => ({serverUrl: parseAddress(address).serverUrl, isInvitation: false, needsForm: false}),
    openInvitation: () => undefined,
    async forms(asked) {
      wanted.push(asked);
      return formsFor(asked, loggedIn);
    },
    begin: () => undefined,
    async leave(client, how) {
      left.push(client.options.serverUrl);
      await client.close();
      return how.kind === 'refused' ? sentenceOf(how.code, how.detail) : 'You are logged out.';
    },
    attend: () => () => undefined,
    noteFront: () => undefined,
    keepProfiles: profiles => (kept = profiles),
  };
  return {ports, kept: () => kept, left, wanted};
}

function formsFor({address, user, sentence}: LogInWanted, loggedIn?: () => Promise<Client>): StartPorts {
  const never = () => Promise.reject(new Error('not played'));
  return {
    lookNearby: () => Promise.resolve([]),
    startEmbedded: never,
    async connect(typed) {
      const client = (await loggedIn?.()) ?? (await never());
      const facts = {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false, limits: {}};
      return {client, facts: facts as never, serverUrl: typed};
    },
    register: async () => undefined,
    login: async () => undefined,
    loginBySsh: never,
    factor: never,
    saveToken: async () => 'saved',
    discard: async () => undefined,
    suggestedName: user ?? 'alice',
    firstSentence: sentence,
    ...(address !== undefined && {fixedServer: address}),
  };
}
