/** `token`: manages tokens for programs, which have fewer rights than their account. */
import {tokenCells} from '../../shared/access/loginCells.ts';
import {TOKEN_RIGHT_NAMES} from '../../shared/access/tokenRights.ts';
import {createToken, listTokens, readWanted, revokeToken} from '../../client/actions/account/tokens.ts';
import {madeTokenWords} from '../../client/wording/rows/tokenWords.ts';
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {printTable} from '../output/printTable.ts';
import {keepOutputPrivate} from '../secrets/privateOutput.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

export const token: Verb = {
  name: 'token',
  usage: '[step] [name]',
  choices: {step: ['list', 'create', 'revoke']},
  summary: 'list your tokens for programs, make one with rights, rooms and an end, or revoke one',
  prints: 'Token',
  printsToo: 'MadeToken',
  options: [
    {
      flags: '--rights <rights>',
      meaning: `what it may, with commas: ${TOKEN_RIGHT_NAMES.join(', ')}`,
    },
    {flags: '--for <time>', meaning: 'how long it is good, at least 1m, at most 366d (default 90d)'},
    {
      flags: '--rooms <rooms>',
      meaning: 'only in these rooms that you are in, at most 100, such as #builds,@bob; without it in all',
    },
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui token create backup --rights read,files', 'prints the token, this once; in all rooms, for 90 days'],
    [
      "chat-tui token create ci --rights send --rooms '#builds' --for 30d >ci.token",
      'for CHAT_TUI_TOKEN_FILE=ci.token',
    ],
    ['chat-tui token list', 'number, name, rights, rooms, until when, last use'],
    ['chat-tui token revoke 3', 'the number that the list shows; what it is doing ends at once'],
  ],
  async run(shell, call) {
    const [step = 'list', name] = call.words;
    const rights = textOption(call, 'rights');
    const isCreated = step === 'create';
    if (!['list', 'create', 'revoke'].includes(step) || (step === 'list') !== (name === undefined))
      throw new ChatError('token-usage');
    if (isCreated ? rights === undefined : rights !== undefined) throw new ChatError('token-usage');
    const targets = textOption(call, 'rooms')?.split(',').map(parseTarget);
    const forTyped = textOption(call, 'for') ?? '90d';
    const wanted = isCreated ? readWanted(name ?? '', {forTyped, rights: rights ?? ''}) : undefined;
    await withSession(shell, async client => {
      if (wanted !== undefined) {
        const rooms = targets && (await Promise.all(targets.map(target => findRoom(client, target))));
        const made = await createToken(client, {...wanted, ...(rooms && {roomIds: rooms.map(({roomId}) => roomId)})});
        keepOutputPrivate(shell);
        if (call.options.json === true) return shell.printJson(made);
        shell.tell(madeTokenWords(made.number, made.expiresAtMs));
        return shell.print(made.token);
      }
      if (name !== undefined) {
        await revokeToken(client, name);
        return shell.tell(`Token ${name} is void.`);
      }
      const tokens = await listTokens(client);
      if (call.options.json !== true) return printTable(shell, tokens.map(tokenCells));
      return tokens.forEach(one => shell.printJson(one));
    });
  },
};
