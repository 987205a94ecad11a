import { Component, type ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { Notice } from '../components/Notice.tsx';
import { NarrowPage } from './NarrowPage.tsx';

/** A fault in a page, or a part of it that a new version took away, ends here and not in an empty window. */
export class Failsafe extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <NarrowPage>
        <Notice tone="bad">This page failed. Your calls are safe: they are kept on the server.</Notice>
        <Button look="primary" icon="refresh" onClick={() => window.location.reload()}>
          Reload the page
        </Button>
      </NarrowPage>
    );
  }
}
