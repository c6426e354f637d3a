/** Saves drafts to disk and restores them; a draft written before any room was open goes to the first that opens. */
import {atEnd} from '../../writing/editor/editor.ts';
import {FRESH_TEXT, draftOf, emptyEditor, type EditorState} from '../../writing/editor/editorState.ts';
import {isBig} from '../../writing/editor/submit.ts';
import type {Client} from '../../../client/client.ts';
import {isKeptRoom, labelOf} from '../../../client/state/selectors.ts';
import type {State} from '../../../client/state/state.ts';
import type {Store} from '../../store.ts';

/** @returns how to stop */
export function watchDrafts(client: Client, store: Store): () => void {
  let recalled: State['drafts'] = [];
  let known = store.get().ui.draftByRoom;
  let isLooking = false;

  /** The draft of a room as saved; drafts of its threads are appended as the `/thread` commands that would send them. */
  const keptOf = (drafts: Drafts, roomId: number): string => {
    const own = draftOf(drafts[roomId] ?? emptyEditor);
    const threads = Object.keys(drafts).filter(key => key.startsWith(`${roomId}/`));
    const room = threads.length === 0 ? undefined : client.getState().roomById[roomId]?.room;
    if (room === undefined) return own;
    const said = threads.flatMap(key => {
      const text = draftOf(drafts[key] ?? emptyEditor);
      return text === '' ? [] : [`/thread ${labelOf(room)}/${key.slice(key.indexOf('/') + 1)} ${text}`];
    });
    return [...(own === '' ? [] : [own]), ...said].join('\n');
  };
  const prepend = (roomId: number, text: string) => {
    const editor = store.get().ui.draftByRoom[roomId] ?? emptyEditor;
    store.change({type: 'draftChanged', roomId, draft: withText(editor, text)});
  };
  /** Restores drafts of rooms that exist by now; the others wait until their room appears. */
  const takeRecalled = () => {
    const {drafts, roomById, currentRoomId} = client.getState();
    if (drafts === recalled || currentRoomId === undefined) return;
    recalled = drafts;
    for (const {roomId, roomLabel, text} of drafts) {
      const room = roomById[roomId]?.room;
      if (roomId === 0) {
        prepend(currentRoomId, text);
        client.parts.outgoing.keepDraft(0, '');
      } else if (room !== undefined && isKeptRoom(room, roomLabel)) prepend(roomId, text);
    }
  };
  const moveHomeless = () => {
    const {currentRoomId} = client.getState();
    const homeless = store.get().ui.draftByRoom[0];
    if (currentRoomId === undefined || homeless === undefined) return;
    const {text} = homeless;
    if (text !== '') prepend(currentRoomId, text);
    store.change({type: 'draftChanged', roomId: 0, draft: undefined});
  };
  const save = () => {
    const {draftByRoom} = store.get().ui;
    if (draftByRoom === known) return;
    for (const roomId of new Set([...Object.keys(known), ...Object.keys(draftByRoom)].map(roomOf))) {
      const text = keptOf(draftByRoom, roomId);
      if (keptOf(known, roomId) !== text) client.parts.outgoing.keepDraft(roomId, text);
    }
    known = draftByRoom;
  };
  const look = () => {
    if (isLooking) return;
    isLooking = true;
    takeRecalled();
    moveHomeless();
    save();
    isLooking = false;
  };
  const stops = [store.subscribe(look), client.subscribe(look)];
  look();
  return () => stops.forEach(stop => stop());
}

type Drafts = ReturnType<Store['get']>['ui']['draftByRoom'];

/** Room id in the key of a room or of a thread in it. */
const roomOf = (key: string): number => Number(key.split('/')[0]);

/** Puts text above the existing draft; the cursor stays with what is being written. */
function withText(editor: EditorState, text: string): EditorState {
  const here = draftOf(editor);
  if (here === text) return editor;
  return {
    ...editor,
    ...atEnd(here === '' ? text : `${text}\n${here}`),
    ...FRESH_TEXT,
    recall: undefined,
    chips: [],
    ...(isBig(text) && {paste: 'big'}),
  };
}
