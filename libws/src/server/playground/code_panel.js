// The files for a Next.js app, as tabs.

import { byId, element } from './element.js';

const files = ['.env.local', 'app/realtime.tsx', 'app/news.tsx', 'lib/publish.ts', 'app/api/news/route.ts', 'lib/notify.ts'];

const urlOf = (file) => `/playground/snippets/${file.replaceAll('/', '_').replace(/^\./, '')}.txt`;

const patterns = [
    ['comment', /\/\/[^\n]*|\/\*[\s\S]*?\*\/|^#[^\n]*/m],
    ['string', /'[^'\n]*'|`[^`]*`/],
    ['word', /\b(?:async|await|catch|const|export|for|function|if|import|from|instanceof|let|new|null|return|throw|try|type|typeof|undefined|as)\b/],
];
const any = new RegExp(patterns.map(([name, { source }]) => `(?<${name}>${source})`).join('|'), 'gm');

/** The text as nodes, with comments, strings and words of the language marked. */
function coloured(text) {
    const nodes = [];
    let end = 0;
    for (const match of text.matchAll(any)) {
        const [className] = Object.entries(match.groups).find(([, found]) => found !== undefined);
        nodes.push(text.slice(end, match.index), element('span', { className, textContent: match[0] }));
        end = match.index + match[0].length;
    }
    return [...nodes, text.slice(end)];
}

export function setUpCode() {
    const tabs = files.map((file, index) => element('button', {
        type: 'button', role: 'tab', id: `tab-${index}`, textContent: file, onclick: () => select(index),
    }));
    byId('tabs').append(...tabs);
    tabs.forEach((tab) => tab.setAttribute('aria-controls', 'code-panel'));
    let text = '';

    async function select(index) {
        tabs.forEach((tab, i) => {
            tab.ariaSelected = String(i === index);
            tab.tabIndex = i === index ? 0 : -1;
        });
        byId('code-panel').setAttribute('aria-labelledby', tabs[index].id);
        const reply = await fetch(urlOf(files[index]));
        text = await reply.text();
        byId('code').replaceChildren(...coloured(text));
        byId('copy').textContent = 'Copy';
    }

    byId('tabs').addEventListener('keydown', ({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (step === undefined)
            return;
        const next = (tabs.findIndex((tab) => tab.tabIndex === 0) + step + tabs.length) % tabs.length;
        tabs[next].focus();
        select(next);
    });
    byId('copy').addEventListener('click', async () => {
        try {
            await navigator.clipboard.writeText(text);
            byId('copy').textContent = 'Copied';
        } catch {  // the browser keeps the clipboard to itself
            getSelection().selectAllChildren(byId('code'));
            byId('copy').textContent = 'Selected: copy it';
        }
    });
    select(1);
}
