/** Root component: panes in their layout, status line, composer, and an overlay on top. */
import {Box as InkBox, Text} from 'ink';
import {memo, type ReactNode} from 'react';
import {composerOf, layoutFrom} from '../arrange.ts';
import {Composer} from '../writing/composer.tsx';
import type {Box, Layout} from '../layout/layout.ts';
import * as paneList from '../panes.ts';
import type {Pane} from '../pane.ts';
import {OverlayFrame} from '../overlaying/overlayFrame.tsx';
import {addressHint, linkHint} from './hints.ts';
import {paneHint} from './paneHint.ts';
import {Rows} from '../rows/rows.tsx';
import {longNotice, noticeNow} from '../rows/notice.ts';
import {statusRow} from './statusRow.ts';
import {WhichKey} from './whichKey.tsx';
import {factsFor} from '../overlaying/overlaying.ts';
import {useChat, useScreen, useServers} from '../useChat.ts';

const PANES: readonly Pane[] = Object.values(paneList);

export function App(): ReactNode {
  const screen = useScreen();
  const columns = useChat(({ui}) => ui.columns);
  const rows = useChat(({ui}) => ui.rows);
  // Redraws when the list of servers changes, because the names determine the width of the rooms pane.
  useServers();
  const layout = useChat(view => layoutFrom(view, screen));
  if (layout === undefined) return <TooSmall columns={columns} rows={rows} />;
  return (
    <InkBox width={columns} height={rows}>
      <Panes layout={layout} />
      <StatusLine box={layout.status} areTransfersShown={layout.panes.transfers !== undefined} />
      <Writing box={layout.composer} />
      <SecondKeys stage={layout.stage} />
      <TopOverlay stage={layout.stage} />
    </InkBox>
  );
}

/** Memoized: redrawn only when a box has moved. */
const Panes = memo(function Panes({layout}: {layout: Layout}): ReactNode {
  return (
    <>
      {PANES.map(({name, View}) => {
        const box = layout.panes[name];
        return box === undefined ? null : <PlacedPane key={name} View={View} box={box} />;
      })}
      {layout.separators.map(line => (
        <Separator key={line.left} {...line} />
      ))}
    </>
  );
});

const PlacedPane = memo(function PlacedPane({View, box}: {View: Pane['View']; box: Box}): ReactNode {
  return <View box={box} />;
});

const Separator = memo(function Separator({left, top, rows}: Layout['separators'][number]): ReactNode {
  const {theme} = useScreen();
  return (
    <InkBox position="absolute" left={left} top={top} width={1} height={rows}>
      <Text>{Array.from({length: rows}, () => theme.dim('│')).join('\n')}</Text>
    </InkBox>
  );
});

function StatusLine({box, areTransfersShown}: {box: Box; areTransfersShown: boolean}): ReactNode {
  const {theme, client, bindings} = useScreen();
  const {serverUrl} = client.options;
  const views = useServers();
  const above = useChat(view => longNotice(view, theme).join('\n'));
  const row = useChat(view => {
    const {state, nowMs, ui} = view;
    const {isQuitArmed, isPasteOverdue} = ui;
    const hints = {paneHint: paneHint(view, bindings), addressHint: addressHint(view) ?? linkHint(view, bindings)};
    return statusRow(
      {
        state,
        nowMs,
        serverUrl,
        views,
        bindings,
        isNormal: ui.mode === 'normal',
        isQuitArmed,
        isPasteOverdue,
        notice: above === '' ? noticeNow(view) : undefined,
        areTransfersShown,
        ...hints,
      },
      box.columns,
      theme,
    );
  });
  return <Rows box={box} rows={above === '' ? [row] : [...above.split('\n'), row]} />;
}

function Writing({box}: {box: Box}): ReactNode {
  const screen = useScreen();
  const layout = useChat(view => composerOf(view, screen));
  const isFocused = useChat(({ui}) => ui.focus === 'composer' && ui.overlays.length === 0);
  return (
    <InkBox position="absolute" left={box.left} top={box.top}>
      <Composer
        layout={layout}
        left={box.left}
        top={box.top}
        columns={box.columns}
        rows={box.rows}
        isFocused={isFocused}
      />
    </InkBox>
  );
}

function SecondKeys({stage}: {stage: Box}): ReactNode {
  const {bindings, theme} = useScreen();
  const leader = useChat(({ui}) => ui.leader);
  return leader?.isShown === true ? <WhichKey {...{stage, leader, bindings, theme}} /> : null;
}

function TopOverlay({stage}: {stage: Box}): ReactNode {
  const screen = useScreen();
  const overlay = useChat(({ui}) => ui.overlays.at(-1));
  const state = useChat(view => (view.ui.overlays.length > 0 ? view.state : undefined));
  // Redraws an open overlay once the markup parser is loaded.
  useChat(({ui}) => (ui.overlays.length > 0 ? ui.markup : undefined));
  if (overlay === undefined || state === undefined) return null;
  return <OverlayFrame overlay={overlay} facts={factsFor(screen, state)} stage={stage} />;
}

function TooSmall({columns, rows}: {columns: number; rows: number}): ReactNode {
  return (
    <InkBox width={columns} height={rows}>
      <Text wrap="truncate">{'Needs 20×6.'.slice(0, columns)}</Text>
    </InkBox>
  );
}
