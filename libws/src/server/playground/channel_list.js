// The channels of the connection and their states.

import { byId, element, swatch } from './element.js';

const phases = { subscribing: 'connecting', subscribed: 'connected', unsubscribed: 'closed', waiting: 'idle' };

/** Names to suggest to somebody. */
const suggestions = ({ user, org }) =>
    ['public:news', ...(org ? [`org:${org}:news`] : []), 'room:lobby', `user:${user}`];

export class ChannelList {
    #channels = new Map(); // name → what is known of it
    #remove;
    #online = false;

    /** `remove` is called with a channel that the visitor wants to leave. */
    constructor(remove) { this.#remove = remove; }

    get names() { return [...this.#channels.keys()]; }

    /** Those that this page subscribed to, not the server. */
    get chosen() { return this.names.filter((name) => !this.#channels.get(name).own); }

    reset(session) {
        this.#channels.clear();
        this.#show();
        for (const id of ['suggestions', 'targets'])
            byId(id).replaceChildren(...(session ? suggestions(session) : []).map((value) => element('option', { value })));
        for (const control of byId('subscribe').elements)
            control.disabled = session === undefined;
    }

    /** Takes a `channel` event of the connection. */
    update({ channel, ...news }) {
        if (news.state === 'removed')
            this.#channels.delete(channel);
        else
            this.#channels.set(channel, { ...this.#channels.get(channel), ...news });
        this.#show();
    }

    /** Without a connection that is there or coming, subscriptions wait for one. */
    setOnline(online) {
        this.#online = online;
        this.#show();
    }

    moveTo(channel, offset) {
        const known = this.#channels.get(channel);
        if (!known || offset === undefined)
            return;
        known.offset = offset;
        this.#show();
    }

    #show() { byId('channels').replaceChildren(...[...this.#channels].map((entry) => this.#row(...entry))); }

    #row(channel, known) {
        const { own, code, reason, offset, recovering, recovered } = known;
        const state = known.state === 'subscribing' && !this.#online ? 'waiting' : known.state;
        const text = state === 'unsubscribed' ? `${code} ${reason}` : state;
        const remove = own
            ? element('span', { className: 'auto', textContent: 'auto', title: 'Subscribed by the server' })
            : element('button', {
                type: 'button', className: 'quiet', textContent: '×', ariaLabel: `Leave ${channel}`,
                onclick: () => this.#remove(channel),
            });
        return element('li', { data: { channel, phase: phases[state] } },
            swatch(channel),
            element('code', { textContent: channel, title: channel }),
            element('span', { className: 'about' },
                state === 'subscribed' && recovering
                    ? element('span', { className: 'position', textContent: recovered ? 'recovered' : 'not recovered' }) : null,
                offset === undefined ? null : element('span', { className: 'position', textContent: `at ${offset}` }),
                element('span', { className: 'badge', textContent: text })),
            remove);
    }
}
