// SPDX-License-Identifier: Apache-2.0
// The whole page: its state, its link to the window's process, and what is shown of both.
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { Composer } from './components/composer.js';
import { Header } from './components/header.js';
import { Refusal } from './components/refusal.js';
import { Transcript } from './components/transcript.js';
import { HostLink } from './host-link.js';
import { initialState, reduce } from './state.js';

export function App() {
  const [state, dispatch] = useReducer(reduce, initialState);
  const link = useRef<HostLink | undefined>(undefined);

  useEffect(() => {
    const opened = new HostLink(new URL('socket', location.href), {
      message: (message) => dispatch(message),
      changed: (isOpen) => dispatch({ type: isOpen ? 'link-open' : 'link-lost' }),
    });
    link.current = opened;
    return () => opened.close();
  }, []);

  const say = (text: string): boolean => link.current?.say(text) ?? false;
  return (
    <div class="page">
      <Header state={state} />
      <Transcript lines={state.lines} />
      <footer>
        {state.refusal !== undefined && (
          <Refusal refusal={state.refusal} onDismiss={() => dispatch({ type: 'refusal-read' })} />
        )}
        <Composer isEnabled={state.isLinkOpen} maxChars={state.maxLineChars} onSay={say} />
      </footer>
    </div>
  );
}
