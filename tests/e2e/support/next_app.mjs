// A small stand-in for a Next.js app: bundles the files of docs/frontend.md and serves them as one page.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { filesOf, writeFiles } from './docs.mjs';
import { repository, temporaryFolder } from './release.mjs';

const html = '<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,"><div id="root"></div>' +
    '<script type="module" src="/app.js"></script></html>';

/** What a Next.js project has around the page's files: how they are mounted, and Clerk. */
const surroundings = {
    'main.jsx': `
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { OrganisationNews } from './app/news';
import { RealtimeProvider } from './app/realtime';
const show = (copies) => (
  <StrictMode>
    <RealtimeProvider>
      {Array.from({ length: copies }, (_, index) => (
        <div key={index} id={'news-' + index}><OrganisationNews reload={() => ++window.reloads} /></div>
      ))}
    </RealtimeProvider>
  </StrictMode>
);
window.reloads = 0;
const root = createRoot(document.getElementById('root'));
window.mount = (copies) => root.render(show(copies));
window.unmount = () => root.unmount();
window.mount(1);
`,
    'clerk.d.ts': `
declare module '@clerk/nextjs' {
  export function useAuth(): {
    sessionId: string | null | undefined;
    orgId: string | null | undefined;
    getToken(options?: { skipCache?: boolean }): Promise<string | null>;
  };
}
declare module '@clerk/nextjs/server' {
  export function auth(): Promise<{ userId: string | null; orgId: string | null | undefined }>;
}
declare const process: { env: Record<string, string | undefined> };
`,
    'clerk_on_server.mjs': `
export const auth = async () => globalThis.signedIn ?? { userId: null, orgId: null };
export const useAuth = () => ({ sessionId: null });
`,
    'tsconfig.json': JSON.stringify({
        compilerOptions: {
            strict: true, noEmit: true, target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', jsx: 'react-jsx',
            lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [], paths: { '@/*': ['./*'] }, skipLibCheck: true,
        },
        include: ['app', 'lib', 'clerk.d.ts'],
    }),
};

/** A folder with the files of docs/frontend.md and what they need around them. */
export async function writeApp() {
    const folder = await temporaryFolder();
    await writeFiles(folder, await filesOf('frontend.md'));
    await writeFiles(folder, surroundings);
    await symlink(join(repository, 'tests/e2e/node_modules'), join(folder, 'node_modules'));
    return folder;
}

const bundle = async (folder, entry, options) => build({
    entryPoints: [join(folder, entry)], bundle: true, format: 'esm', jsx: 'automatic', write: false, logLevel: 'silent',
    absWorkingDir: folder, tsconfig: join(folder, 'tsconfig.json'), ...options,
});

/** The page's script, as `next dev` would make it: React's development build. */
export async function bundlePage(folder, webSocketUrl) {
    const { outputFiles } = await bundle(folder, 'main.jsx', {
        alias: { '@clerk/nextjs': fileURLToPath(new URL('clerk_in_browser.mjs', import.meta.url)) },
        define: {
            'process.env.NODE_ENV': '"development"',
            'process.env.NEXT_PUBLIC_WEBSOCKET_URL': JSON.stringify(webSocketUrl),
        },
    });
    return outputFiles[0].text;
}

/** A module of the app's backend, imported; `globalThis.signedIn` is what Clerk's auth() says. */
export async function importBackend(folder, entry) {
    const outfile = join(folder, 'built', `${entry.replaceAll('/', '_')}.mjs`);
    const clerk = join(folder, 'clerk_on_server.mjs');
    // React is CommonJS and asks for require().
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
    await bundle(folder, entry, {
        platform: 'node', write: true, outfile, banner, alias: { '@clerk/nextjs/server': clerk, '@clerk/nextjs': clerk },
    });
    return import(pathToFileURL(outfile));
}

async function answer(route, incoming) {
    if (!route)
        return new Response('no such page', { status: 404 });
    let body;
    if (incoming.method === 'POST')
        body = Buffer.concat(await Array.fromAsync(incoming));
    return route(new Request(`http://localhost${incoming.url}`, { method: incoming.method, body }));
}

/**
 * Serves the page on a free port of localhost. `routes` are functions of a Request, by "METHOD /path"; `script` gives the
 * page's script. The result has `origin` and `stop()`.
 */
export async function serveApp(routes, script) {
    const all = {
        'GET /': () => new Response(html, { headers: { 'Content-Type': 'text/html' } }),
        'GET /app.js': () => new Response(script(), { headers: { 'Content-Type': 'text/javascript' } }),
        ...routes,
    };
    const server = createServer(async (incoming, outgoing) => {
        const reply = await answer(all[`${incoming.method} ${incoming.url.split('?')[0]}`], incoming)
            .catch((failure) => new Response(failure.stack, { status: 500 }));
        outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
        outgoing.end(Buffer.from(await reply.arrayBuffer()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
        origin: `http://127.0.0.1:${server.address().port}`,
        stop() {
            server.closeAllConnections();
            server.close();
        },
    };
}
