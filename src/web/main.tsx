import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './look/tokens.css';
import './look/base.css';
import { Pages } from './pages.tsx';
import { Failsafe } from './shell/Failsafe.tsx';
import { applyTheme } from './shell/theme.ts';

applyTheme();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Failsafe>
      <Pages />
    </Failsafe>
  </StrictMode>,
);
