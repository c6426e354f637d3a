/** Screens of the start that ask one thing each: menu, address, server key, second factor, where the login is kept. */
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {showFingerprint} from '../../shared/access/fingerprint.ts';
import {display} from '../../shared/text/safeText.ts';
import {Choices, FieldRow, Frame, type StartLook, StartLines} from './startParts.tsx';
import {
  MENU,
  STORES,
  TRUSTS,
  type AddressForm,
  type Connecting,
  type Menu,
  type NearbyList,
  type StoreQuestion,
  type TrustQuestion,
  type FactorForm,
} from './startState.ts';
import {setUpHint, roomOf, setUpRows, titleOf} from '../factor/setUpRows.ts';

export function MenuScreen({start, look}: {start: Menu; look: StartLook}): ReactNode {
  return (
    <Frame
      look={look}
      title="chat-tui"
      subtitle="chat and files, in the terminal"
      sentence={start.sentence}
      hint={['↑↓ choose', 'Enter go']}
    >
      <Choices look={look} choices={MENU} chosen={start.chosen} />
    </Frame>
  );
}

/** Rows of a long list that are visible around the selected one. */
const NEARBY_ROWS = 8;

export function NearbyScreen({start, look}: {start: NearbyList; look: StartLook}): ReactNode {
  const {places, chosen} = start;
  const from = Math.max(0, chosen - NEARBY_ROWS + 1);
  const isFound = places !== undefined;
  return (
    <Frame
      look={look}
      title={isFound ? 'Servers nearby' : 'Looking around…'}
      subtitle={isFound ? 'as they say of themselves; their key is shown next' : 'servers on the same network'}
      sentence=""
      hint={isFound ? ['↑↓ choose', 'Enter go', 'Esc back'] : ['Esc back']}
    >
      {isFound && <Choices look={look} choices={places.slice(from, from + NEARBY_ROWS)} chosen={chosen - from} />}
    </Frame>
  );
}

export function AddressScreen({start, look}: {start: AddressForm; look: StartLook}): ReactNode {
  return (
    <Frame
      look={look}
      title="Join a chat"
      subtitle="HOST, HOST:PORT, or the join link you were given"
      sentence={start.sentence}
      hint={['Enter join', 'Esc back']}
    >
      <FieldRow look={look} label="Address" value={start.address} field="address" isFocused />
    </Frame>
  );
}

export function ConnectingScreen({start, look}: {start: Connecting; look: StartLook}): ReactNode {
  const title = start.address === undefined ? 'Starting the server of this machine…' : 'Connecting…';
  return (
    <Frame look={look} title={title} subtitle={display(start.address ?? '', 'line')} sentence="" hint={['Esc back']}>
      {null}
    </Frame>
  );
}

export function StoreScreen({start, look}: {start: StoreQuestion; look: StartLook}): ReactNode {
  const subtitle = 'This machine has no keychain. May your login be kept for the next start?';
  return (
    <Frame
      look={look}
      title="Stay logged in?"
      subtitle={subtitle}
      sentence={start.sentence}
      hint={['↑↓ choose', 'Enter go']}
    >
      <Choices look={look} choices={STORES} chosen={start.chosen} />
    </Frame>
  );
}

export function TrustScreen({start, look}: {start: TrustQuestion; look: StartLook}): ReactNode {
  const place = display(start.place, 'line');
  return (
    <Frame
      look={look}
      title="Is this the right server?"
      subtitle={`${place} is met for the first time, and no authority vouches for its key:`}
      sentence=""
      hint={['↑↓ choose', 'Enter go', 'Esc back']}
    >
      <Text>{showFingerprint(start.fingerprint)}</Text>
      <Text> </Text>
      <Choices look={look} choices={TRUSTS} chosen={start.chosen} />
    </Frame>
  );
}

/** Rows of the title and of the key hint. */
const ROWS_AROUND = 2;

/** Sets up a second factor during login, if the server requires one and the account has none. */
export function FactorScreen({start, look}: {start: FactorForm; look: StartLook}): ReactNode {
  const {setUp} = start;
  const {theme, columns, rows} = look;
  const room = Math.max(1, rows - ROWS_AROUND);
  const wanted = roomOf(setUp, columns);
  const lines = setUpRows(setUp, theme, {columns, rows: Math.min(room, wanted.rows + 1)});
  return (
    <Frame look={look} title={titleOf(setUp)} subtitle="" sentence="" hint={setUpHint(setUp).split(' · ')} isTight>
      <StartLines lines={lines} />
    </Frame>
  );
}
