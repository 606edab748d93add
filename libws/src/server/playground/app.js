// The playground: joins the connection with the parts of the page that show it.

import { ChannelList } from './channel_list.js';
import { setUpCode } from './code_panel.js';
import { setUpComposer } from './composer.js';
import { Connection, newSession } from './connection.js';
import { showPhase, showSignedOut, showToken } from './connection_panel.js';
import { byId } from './element.js';
import { addEvent, addMessage, clearLog } from './message_log.js';
import { endSession, fetchInfo, fetchSubscriptionToken } from './server.js';
import { setUpSignIn, showSession } from './sign_in_form.js';

let info;
let connection;
const channels = new ChannelList((channel) => connection?.unsubscribe(channel));

const namespaceOf = (channel) => info.namespaces.find(({ name }) => name !== '' && channel.startsWith(name));
const needsToken = (channel) => namespaceOf(channel)?.rules.includes('access token') ?? false;

function subscribe(channel) {
    const { user } = connection.session;
    connection.subscribe(channel, needsToken(channel) ? () => fetchSubscriptionToken(user, channel) : undefined);
}

function listen(to) {
    to.addEventListener('phase', ({ detail }) => {
        showPhase(detail);
        channels.setOnline(detail.phase === 'connecting' || detail.phase === 'connected');
        const { phase, code, reason } = detail;
        if (phase !== 'connecting' || code !== 0)
            addEvent({ connected: 'Connected', connecting: 'Lost', idle: 'Disconnected', closed: 'Closed' }[phase],
                code === 0 ? '' : `${code} ${reason}`, phase);
    });
    to.addEventListener('token', ({ detail }) => {
        showToken(detail);
        if (detail.refreshes > 0)
            addEvent('Token refreshed');
    });
    to.addEventListener('channel', ({ detail }) => {
        channels.update(detail);
        const { channel, state, recovering, recovered, missed, code, reason } = detail;
        if (recovered && missed)
            addEvent('Recovered', `what was missed in ${channel}`, 'connected');
        if (recovering && !recovered)
            addEvent('Not recovered', `in ${channel}: the server no longer has what was missed`, 'closed');
        if (state === 'unsubscribed' && code !== 0)
            addEvent('Unsubscribed', `from ${channel}: ${code} ${reason}`, 'closed');
    });
    to.addEventListener('message', ({ detail }) => {
        channels.moveTo(detail.channel, detail.offset);
        addMessage(detail);
    });
    to.addEventListener('trouble', ({ detail }) => addEvent('Trouble', detail.text, 'connecting'));
}

/** Opens a connection for a new session of this person, with these channels. */
function enter(person, chosen = []) {
    connection?.disconnect();
    connection = new Connection(info.websocket_url, newSession(person));
    listen(connection);
    channels.reset(connection.session);
    showSession(connection.session);
    connection.connect();
    chosen.forEach(subscribe);
}

function leave() {
    connection.disconnect();
    connection = undefined;
    channels.reset();
    showSession();
    showSignedOut();
}

/** Runs what a button asks for, and shows in `place` what went wrong. */
async function attempt(place, action) {
    place.hidden = true;
    try {
        await action();
    } catch (failure) {
        place.textContent = failure.message;
        place.hidden = false;
    }
}

const on = (id, action) => byId(id).addEventListener('click', action);

function setUpButtons() {
    on('revoke', () => attempt(byId('session-error'), () => endSession(connection.session)));
    on('sign-out', leave);
    on('disconnect', () => connection.disconnect());
    on('connect', () => connection.connect());
    on('renew', () => enter(connection.session, channels.chosen));
    on('clear', clearLog);
    byId('subscribe').addEventListener('submit', (event) => {
        event.preventDefault();
        const field = byId('channel');
        subscribe(field.value.trim());
        byId('target').value = field.value.trim();
        field.value = '';
    });
    byId('channel').addEventListener('input', ({ target }) => {
        byId('rules').textContent = namespaceOf(target.value)?.rules ?? '';
    });
}

async function start() {
    info = await fetchInfo();
    byId('version').textContent = `v${info.version}`;
    byId('address').textContent = info.websocket_url;
    channels.reset();
    setUpSignIn(enter);
    // Before, the browser itself would have sent the form, and loaded the page anew.
    byId('sign-in').inert = false;
    setUpComposer(() => connection);
    setUpCode();
    setUpButtons();
    if (!info.issues_tokens)
        throw new Error('This server takes tokens from Clerk, so it makes none for this page: unset CLERK_SECRET_KEY to try it here.');
}

attempt(byId('sign-in-error'), start);
