/** `join`: opens the full screen on a server, or joins a room from the shell. */
import {joinRoom} from '../../client/actions/room.ts';
import {labelOf, roomByLabel} from '../../client/state/selectors.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {findToken, withSession} from '../account/logins.ts';
import {withClient} from '../account/session.ts';
import {parseAddress} from '../../shared/address.ts';
import {display} from '../../shared/text/safeText.ts';
import {readLink} from '../secrets/linkGiven.ts';
import {parseRoom} from '../account/target.ts';
import {readRemembered} from '../settings/remembered.ts';
import type {Shell} from '../shell.ts';
import {MESSAGE_SCHEME, parseMessageLink, type MessageLink} from '../../shared/words/messageLink.ts';
import {ChatError} from '../../shared/errors.ts';
import {JSON_OPTION, type Call, type Verb} from '../verb.ts';
import {screen} from './screen.ts';
import {PLAIN_OPTION, withKeyboard} from '../screening/checkTerminal.ts';
import {invitationUsedWords, isInvitation, openInvitation} from '../../client/actions/account/invitation.ts';

/**
 * Parses a message link. On a server where the user has never been, nothing is sent, because a link can come from anybody.
 * @throws link-invalid, link-elsewhere
 */
function linkOf(shell: Shell, typed: string): MessageLink | undefined {
  const link = parseMessageLink(typed);
  if (link === undefined && MESSAGE_SCHEME.test(typed)) throw new ChatError('link-invalid', typed.slice(0, 100));
  const {serverUrl} = link ?? {};
  if (serverUrl !== undefined && readRemembered(shell.paths).userByServer[serverUrl] === undefined)
    throw new ChatError('link-elsewhere', serverUrl);
  return link;
}

/**
 * Handles a join link if the user has an account there and no screen can be shown: only joins its rooms. Returns false for
 * anything else.
 */
async function openedHere(shell: Shell, call: Call, typed: string): Promise<boolean> {
  const hasScreen = shell.stdin.isTTY && shell.stdout.isTTY && call.options.json !== true;
  if (hasScreen || typed.startsWith('#') || !typed.includes('#')) return false;
  if (!isInvitation(typed)) return false;
  const {serverUrl, fingerprint, inviteCode} = parseAddress(typed);
  const found = await findToken(shell, await shell.clientSettings(), serverUrl, call.options.useToken === true);
  if (inviteCode === undefined || found === undefined) return false;
  await withClient(shell, {serverUrl, fingerprint, token: found.token}, async client => {
    const brought = await openInvitation(client, typed);
    if (call.options.json !== true) return shell.print(display(invitationUsedWords(brought), 'line'));
    const rooms = brought.rooms.flatMap(name => roomByLabel(client.getState(), `#${name}`) ?? []);
    return rooms.forEach(({room}) => shell.printJson(toMemberLine(room)));
  });
  return true;
}

export const join: Verb = {
  name: 'join',
  usage: '<address-or-room>',
  summary: 'open the full screen on another server, or join a #room; - reads the address or link from standard input',
  prints: 'Room',
  options: [
    {
      flags: '--use-token',
      meaning:
        'log in there with the token of the environment, which else goes to no server that an address or a link names',
    },
    PLAIN_OPTION,
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui join chat.example.org', 'the server there, on the usual port'],
    [
      'chat-tui join https://chat.example.org/join#CODE',
      'by the join link that you were given; logged in there, into its rooms',
    ],
    ['chat-tui join -', 'asks for the link, or reads it from a pipe: it is in no history'],
    [
      "chat-tui join '#garden/12'",
      'open the screen at a message, by its link; chat-tui://HOST/#garden/12 works as well',
    ],
    ["chat-tui join '#garden'", 'become a member of a room, without the screen'],
  ],
  async run(shell, call) {
    const [given = ''] = call.words;
    const typed = await readLink(shell, given);
    const shown = given === '-' ? withKeyboard(shell) : shell;
    // Replaces the process title, so that other users do not see the code.
    if (typed.includes('#') && !typed.startsWith('#')) process.title = shell.programName;
    const link = linkOf(shell, typed);
    if (link !== undefined) return screen.run(shown, {...call, words: [link.serverUrl ?? '', typed]});
    if (await openedHere(shell, call, typed)) return;
    if (!typed.startsWith('#')) return screen.run(shown, {...call, words: [typed]});
    return withSession(shell, async client => {
      const room = await joinRoom(client, parseRoom(typed));
      if (call.options.json === true) shell.printJson(toMemberLine(room));
      else shell.print(`You are in ${labelOf(room)}.`);
    });
  },
};
