import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { toFault } from '../api/fault.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import './toast.css';

interface Message {
  text: string;
  tone: 'good' | 'bad';
  undo: (() => Promise<unknown>) | null;
}

const queue = new ToastQueue<Message>({ maxVisibleToasts: 3 });
const shownMs = 8_000;
/** Long enough to notice one's mistake. */
const undoMs = 20_000;

/** Says at the window's foot what was done; with `undo` a button takes it back. Bad news stays until it is closed. */
export function toast(
  text: string,
  { undo, bad = false }: { undo?: () => Promise<unknown>; bad?: boolean } = {},
): void {
  const message: Message = { text, tone: bad ? 'bad' : 'good', undo: undo ?? null };
  queue.add(message, bad ? {} : { timeout: undo ? undoMs : shownMs });
}

export function Toasts() {
  return (
    <ToastRegion queue={queue} className="toasts" aria-label="What was done">
      {({ toast: shown }) => (
        <Toast toast={shown} className="toast" data-tone={shown.content.tone}>
          <Icon name={shown.content.tone === 'bad' ? 'alert' : 'check'} />
          <ToastContent className="toast-content">
            <Text slot="title" className="foreign">
              {shown.content.text}
            </Text>
          </ToastContent>
          {shown.content.undo && (
            <Button
              onClick={() => {
                queue.close(shown.key);
                void takeBack(shown.content);
              }}
            >
              Undo
            </Button>
          )}
          <IconButton icon="close" label="Close" onClick={() => queue.close(shown.key)} />
        </Toast>
      )}
    </ToastRegion>
  );
}

async function takeBack({ undo }: Message): Promise<void> {
  try {
    await undo?.();
    toast('Taken back');
  } catch (error) {
    toast(`That could not be taken back: ${toFault(error).message}`, { bad: true });
  }
}
