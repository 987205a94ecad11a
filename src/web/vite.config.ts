import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The pages are served under a strict `default-src 'self'`: nothing inline, no data: URLs. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // What an agent's page draws first is one file: split where other pages share a part, it compresses worse.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'panel', test: /src\/web\/agent\/AgentPage/ }] } },
    },
    // Chosen by light-dark(): the design tokens are one list for both themes.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  server: {
    proxy: { '/api': 'http://localhost:8080', '/auth': 'http://localhost:8080' },
  },
});
