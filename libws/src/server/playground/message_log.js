// What came in and what happened, in the order it did.

import { byId, element, swatch } from './element.js';

const longest = 300;
const log = byId('log');
const entries = byId('entries');

const clock = () => element('time', { textContent: new Date().toLocaleTimeString('en-GB') });

function append(entry) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
    entries.append(entry);
    while (entries.childElementCount > longest)
        entries.firstElementChild.remove();
    byId('empty').hidden = true;
    if (atEnd)
        log.scrollTop = log.scrollHeight;
}

/** {"text": "hello"} reads better as hello; all else is shown as JSON. */
function textOf(data) {
    const members = data !== null && typeof data === 'object' ? Object.entries(data) : [];
    if (typeof data === 'string')
        return element('p', { className: 'text', textContent: data });
    if (members.length === 1 && typeof data.text === 'string')
        return element('p', { className: 'text', textContent: data.text });
    return element('p', { className: 'text json', textContent: JSON.stringify(data, null, members.length > 2 ? 2 : 0) });
}

/** Shows a `message` event of the connection. */
export function addMessage({ channel, data, offset, user, mine }) {
    append(element('li', { className: 'message', data: { channel } },
        element('span', { className: 'offset', textContent: offset === undefined ? '–' : `#${offset}`, title: 'offset' }),
        element('span', { className: 'from' },
            swatch(channel), element('code', { textContent: channel }),
            user ? element('span', { textContent: mine ? `${user} (this client)` : user }) : null),
        clock(),
        textOf(data)));
}

/** Shows something that happened; `phase` colours it. */
export function addEvent(title, text, phase = 'idle') {
    append(element('li', { className: 'event', data: { phase } },
        element('span', {}, element('strong', { textContent: title }), text ? ` ${text}` : ''), clock()));
}

export function clearLog() {
    entries.replaceChildren();
    byId('empty').hidden = false;
}
